//! Correlation matrices: checked, factored, and repaired.
#![allow(clippy::needless_range_loop, reason = "matrices read best by their indices")]

/// Eigenvalues are found to this part of the largest element.
const ACCURACY: f64 = 1e-14;
const SWEEPS: usize = 60;
const REPAIRS: usize = 200;

/// Smallest eigenvalue of a proposed matrix.
const FLOOR: f64 = 1e-4;

/// Square matrix, row by row.
pub(crate) type Matrix = Vec<Vec<f64>>;

/// Lower triangular root `L` of a symmetric matrix, `L L' = matrix`; `None` where it is not positive definite.
pub(crate) fn cholesky(matrix: &[Vec<f64>]) -> Option<Matrix> {
    let size = matrix.len();
    let mut root = vec![vec![0.0; size]; size];
    for row in 0..size {
        for column in 0..=row {
            let sum: f64 = (0..column).map(|at| root[row][at] * root[column][at]).sum();
            let rest = matrix[row][column] - sum;
            if row == column {
                if rest <= 1e-10 {
                    return None;
                }
                root[row][row] = rest.sqrt();
            } else {
                root[row][column] = rest / root[column][column];
            }
        }
    }
    Some(root)
}

/// The valid correlation matrix nearest to a symmetric one in the sum of squared differences: alternating projections of
/// N. J. Higham, IMA Journal of Numerical Analysis 22 (2002) 329-343. Its smallest eigenvalue is at least about 1e-4, so
/// that it stays valid when its elements are rounded to six decimals.
pub(crate) fn nearest(matrix: &[Vec<f64>]) -> Matrix {
    let size = matrix.len();
    let mut current: Matrix = matrix.to_vec();
    let mut correction = vec![vec![0.0; size]; size];
    for _ in 0..REPAIRS {
        let shifted = combined(&current, &correction, -1.0);
        let projected = raised(&shifted);
        correction = combined(&projected, &shifted, -1.0);
        let mut next = projected;
        (0..size).for_each(|at| next[at][at] = 1.0);
        let moved = difference(&next, &current);
        current = next;
        if moved < 1e-12 {
            break;
        }
    }
    // The last step set the diagonal, which may have pushed an eigenvalue down again: scale a matrix that has none.
    let raised = raised(&current);
    let scale: Vec<f64> = (0..size).map(|at| raised[at][at].sqrt()).collect();
    (0..size)
        .map(|row| {
            let element = |column: usize| {
                let value = raised[row][column] / (scale[row] * scale[column]);
                if row == column { 1.0 } else { libm::round(value * 1e6) / 1e6 }
            };
            (0..size).map(element).collect()
        })
        .collect()
}

fn combined(a: &[Vec<f64>], b: &[Vec<f64>], factor: f64) -> Matrix {
    a.iter().zip(b).map(|(a, b)| a.iter().zip(b).map(|(a, b)| a + factor * b).collect()).collect()
}

fn difference(a: &[Vec<f64>], b: &[Vec<f64>]) -> f64 {
    a.iter().flatten().zip(b.iter().flatten()).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

/// The matrix with its eigenvalues raised to the floor.
fn raised(matrix: &[Vec<f64>]) -> Matrix {
    let size = matrix.len();
    let (values, vectors) = eigen(matrix);
    let mut sum = vec![vec![0.0; size]; size];
    for (at, value) in values.iter().enumerate() {
        let value = value.max(FLOOR);
        for row in 0..size {
            for column in 0..size {
                sum[row][column] += value * vectors[row][at] * vectors[column][at];
            }
        }
    }
    sum
}

/// Eigenvalues and eigenvectors (columns) of a symmetric matrix by the rotations of C. G. J. Jacobi.
fn eigen(matrix: &[Vec<f64>]) -> (Vec<f64>, Matrix) {
    let size = matrix.len();
    let mut a = matrix.to_vec();
    let mut vectors: Matrix =
        (0..size).map(|row| (0..size).map(|column| f64::from(u8::from(row == column))).collect()).collect();
    for _ in 0..SWEEPS {
        let mut largest: f64 = 0.0;
        for p in 0..size {
            for q in p + 1..size {
                largest = largest.max(a[p][q].abs());
                if a[p][q].abs() > ACCURACY {
                    rotate(&mut a, &mut vectors, p, q);
                }
            }
        }
        if largest <= ACCURACY {
            break;
        }
    }
    ((0..size).map(|at| a[at][at]).collect(), vectors)
}

fn rotate(a: &mut Matrix, vectors: &mut Matrix, p: usize, q: usize) {
    let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
    let sine = tangent * cosine;
    for row in a.iter_mut() {
        (row[p], row[q]) = (cosine * row[p] - sine * row[q], sine * row[p] + cosine * row[q]);
    }
    for column in 0..a.len() {
        let (up, uq) = (a[p][column], a[q][column]);
        (a[p][column], a[q][column]) = (cosine * up - sine * uq, sine * up + cosine * uq);
    }
    for row in vectors.iter_mut() {
        (row[p], row[q]) = (cosine * row[p] - sine * row[q], sine * row[p] + cosine * row[q]);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{Matrix, cholesky, difference, eigen, nearest};
    use proptest::prelude::*;

    #[test]
    fn the_root_gives_the_matrix_back_and_an_invalid_one_has_none() {
        let matrix = vec![vec![1.0, 0.6, 0.2], vec![0.6, 1.0, -0.3], vec![0.2, -0.3, 1.0]];
        let root = cholesky(&matrix).unwrap();
        let product: Matrix =
            root.iter().map(|a| root.iter().map(|b| a.iter().zip(b).map(|(a, b)| a * b).sum()).collect()).collect();
        assert!(difference(&matrix, &product) < 1e-14);
        assert_eq!(cholesky(&[vec![1.0, 0.9, 0.9], vec![0.9, 1.0, -0.9], vec![0.9, -0.9, 1.0]]), None);
    }

    #[test]
    fn the_nearest_matrix_agrees_with_the_worked_example_of_higham() {
        // Section 4 of the paper; the floor on the eigenvalues moves the third decimal at most.
        let example = vec![vec![1.0, 1.0, 0.0], vec![1.0, 1.0, 1.0], vec![0.0, 1.0, 1.0]];
        let found = nearest(&example);
        assert!((found[0][1] - 0.7607).abs() < 1e-3 && (found[0][2] - 0.1573).abs() < 1e-3, "{found:?}");
    }

    proptest! {
        #[test]
        fn what_is_proposed_is_valid(upper in proptest::collection::vec(-1.0..1.0_f64, 15)) {
            let mut matrix = vec![vec![1.0; 6]; 6];
            let mut rest = upper.into_iter();
            for row in 0..6 {
                for column in row + 1..6 {
                    matrix[row][column] = rest.next().unwrap();
                    matrix[column][row] = matrix[row][column];
                }
            }
            let proposed = nearest(&matrix);
            prop_assert!(cholesky(&proposed).is_some());
            prop_assert!(eigen(&proposed).0.iter().all(|&value| value > 0.0));
            prop_assert!((0..6).all(|at| proposed[at][at] == 1.0));
        }
    }
}
