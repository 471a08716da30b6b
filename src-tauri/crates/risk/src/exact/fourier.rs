//! Fast Fourier transform with the same bytes on every platform.
//!
//! Decimation in time, radix 2 (J. W. Cooley and J. W. Tukey, 1965). The rotations come from `libm` and every product and
//! sum has a fixed order; transforms of a library take their rotations from the platform's mathematics and choose their
//! order by the processor, so their last bits are not ours to promise.

/// Complex numbers, real and imaginary parts apart.
#[derive(Clone, Debug)]
pub(super) struct Spectrum {
    pub(super) re: Vec<f64>,
    pub(super) im: Vec<f64>,
}

/// Transform of a fixed power of two of points.
pub(super) struct Fourier {
    cosines: Vec<f64>,
    sines: Vec<f64>,
}

impl Fourier {
    pub(super) fn of(points: usize) -> Self {
        let angles = (0..points / 2).map(|at| -2.0 * std::f64::consts::PI * at as f64 / points as f64);
        let (sines, cosines) = angles.map(libm::sincos).unzip();
        Self { cosines, sines }
    }

    /// Sum of `values[j] e^(-2 pi i j k / n)` at each `k`.
    pub(super) fn forward(&self, values: Vec<f64>) -> Spectrum {
        let im = vec![0.0; values.len()];
        let mut spectrum = Spectrum { re: values, im };
        self.transform(&mut spectrum.re, &mut spectrum.im);
        spectrum
    }

    /// The real values whose forward transform this is.
    pub(super) fn inverse(&self, mut spectrum: Spectrum) -> Vec<f64> {
        // Exchanging the parts conjugates before and after.
        self.transform(&mut spectrum.im, &mut spectrum.re);
        let points = spectrum.re.len() as f64;
        spectrum.re.iter_mut().for_each(|value| *value /= points);
        spectrum.re
    }

    fn transform(&self, re: &mut [f64], im: &mut [f64]) {
        let points = re.len();
        let bits = points.trailing_zeros();
        for at in 0..points {
            let to = at.reverse_bits() >> (usize::BITS - bits);
            if at < to {
                re.swap(at, to);
                im.swap(at, to);
            }
        }
        let mut half = 1;
        while half < points {
            let stride = points / (2 * half);
            for (re, im) in re.chunks_exact_mut(2 * half).zip(im.chunks_exact_mut(2 * half)) {
                let ((re_low, re_high), (im_low, im_high)) = (re.split_at_mut(half), im.split_at_mut(half));
                for at in 0..half {
                    let (cosine, sine) = (self.cosines[at * stride], self.sines[at * stride]);
                    let (a, b) = (re_high[at], im_high[at]);
                    let (turned_re, turned_im) = (a * cosine - b * sine, a * sine + b * cosine);
                    (re_high[at], im_high[at]) = (re_low[at] - turned_re, im_low[at] - turned_im);
                    re_low[at] += turned_re;
                    im_low[at] += turned_im;
                }
            }
            half *= 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Fourier;

    #[test]
    fn the_transform_is_the_sum_it_stands_for_and_comes_back() {
        let values: Vec<f64> = (0..64_u32).map(|at| f64::from(at * at % 23) - 7.0).collect();
        let fourier = Fourier::of(64);
        let spectrum = fourier.forward(values.clone());
        for k in 0..64 {
            let angle = |j: usize| -2.0 * std::f64::consts::PI * (j * k % 64) as f64 / 64.0;
            let re: f64 = values.iter().enumerate().map(|(j, value)| value * libm::cos(angle(j))).sum();
            let im: f64 = values.iter().enumerate().map(|(j, value)| value * libm::sin(angle(j))).sum();
            assert!((spectrum.re[k] - re).abs() < 1e-11 && (spectrum.im[k] - im).abs() < 1e-11, "{k}");
        }
        let back = fourier.inverse(spectrum);
        assert!(values.iter().zip(&back).all(|(a, b)| (a - b).abs() < 1e-12));
    }
}
