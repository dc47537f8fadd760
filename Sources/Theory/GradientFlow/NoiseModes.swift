/// The three eigenvalues of a T x T matrix that treats the tokens of y alike, those off y alike, and kills 1.
///
/// Its eigenspaces are the vectors on y with sum 0 (dimension q - 1), those off y with sum 0 (N - 1), and the contrast
/// `n = (N 1_y - q 1_off)/sqrt(q N T)` of the two groups.
struct SubsetSpectrum: Hashable, Sendable {
  /// On vectors on y with sum 0.
  let within: Double
  /// On vectors off y with sum 0.
  let outside: Double
  /// On the contrast of y with the rest.
  let contrast: Double
}

/// A family of directions of W, outside the family of the flow, in which the noise of samples spreads alike.
///
/// The symmetry of the problem, permutations of the tokens with one-hot positions, rotations of R^{d_e} with random
/// frames, splits the matrices W into irreducible parts. By Schur's lemma a covariance or a Hessian that has the symmetry
/// is a number on each part, or a symmetric 2 x 2 matrix on a part that occurs twice:
///
/// - one-hot, columns of sum 0 (D9: the rest never moves): symmetric with zero diagonal and zero row sums, dimension
///   T(T-3)/2; antisymmetric with zero row sums, (T-1)(T-2)/2; and twice the vectors b of sum 0, T - 1, as `b 1^T` and
///   `diag(b) - 1 b^T/T`, here made orthonormal.
/// - frames: symmetric with trace 0, dimension (D-1)(D+2)/2, D = d_e, and antisymmetric, D(D-1)/2.
///
/// A direction A, ||A||_F = 1, moves the logits of subset y by `A 1_y` (frames: `E^T A E 1_y`). Its couplings are the
/// means over y and E of the squared parts of that move within y, outside y and along the contrast. With them every
/// quadratic form `E_y (A 1_y)^T Q_y (A 1_y)` of a spectrum Q is one number: see `form`.
///
/// The means: for one-hot from the probabilities that 1, 2, 3 or 4 tokens all lie in y; for frames from the second
/// moments of a rotated matrix, `E A_ij A_kl = a (d_ik d_jl + d_il d_jk) + b d_ij d_kl`, a = 1/((D-1)(D+2)), b = -2a/D
/// if A is symmetric with trace 0, and `(d_ik d_jl - d_il d_jk)/(D(D-1))` if antisymmetric. Source: derived here.
struct NoiseMode: Hashable, Sendable {
  /// The number of directions, in one copy of the part.
  let dimension: Double
  /// Couplings to the spectrum's eigenspaces; a part that occurs once has only `first`.
  let within: SymmetricMatrix2
  let outside: SymmetricMatrix2
  let contrast: SymmetricMatrix2
  /// The share of the noise of a frame that all examples of a step see, along each direction; see `NoisyDescent`.
  let frameShare: Double

  /// `E_y (A 1_y)^T Q_y (A 1_y)` on the part's directions A.
  func form(_ spectrum: SubsetSpectrum) -> SymmetricMatrix2 {
    spectrum.within * within + spectrum.outside * outside + spectrum.contrast * contrast
  }

  /// The modes of a problem and a position law, those of dimension 0 left out.
  static func all(_ problem: Problem, _ positions: PositionLaw) -> [NoiseMode] {
    switch positions {
    case .oneHot: OneHotModes(problem).all
    case .orthonormalFrame(let width): frame(problem, width: Double(width))
    }
  }

  /// A part that occurs once.
  fileprivate static func single(
    _ dimension: Double, within: Double, outside: Double, contrast: Double, frameShare: Double = 0
  ) -> NoiseMode {
    func only(_ value: Double) -> SymmetricMatrix2 { SymmetricMatrix2(first: value, mixed: 0, second: 0) }
    return NoiseMode(
      dimension: dimension, within: only(within), outside: only(outside), contrast: only(contrast),
      frameShare: frameShare)
  }

  private static func frame(_ problem: Problem, width: Double) -> [NoiseMode] {
    let (length, q, outside) = (
      Double(problem.tokens), Double(problem.sparsity), Double(problem.tokensOutside)
    )
    // n . 1_y squared, and the squared norm of a frame's mean gradient off the identity, for a unit gradient on y.
    let overlap = q * outside / length
    let spread = 1 / (length - 1) - 1 / width
    let symmetric = (dimension: (width - 1) * (width + 2) / 2, each: 1 / ((width - 1) * (width + 2)))
    let skew = (dimension: width * (width - 1) / 2, each: 1 / (width * (width - 1)))
    return [
      single(
        symmetric.dimension, within: symmetric.each * q * (q - 1),
        outside: symmetric.each * q * (outside - 1),
        contrast: symmetric.each * (q + (1 - 2 / width) * overlap),
        frameShare: spread / symmetric.dimension),
      single(
        skew.dimension, within: skew.each * q * (q - 1), outside: skew.each * q * (outside - 1),
        contrast: skew.each * (q - overlap)),
    ]
  }
}

/// The modes with one-hot positions.
private struct OneHotModes {
  let length: Double
  let q: Double
  let outside: Double

  init(_ problem: Problem) {
    length = Double(problem.tokens)
    q = Double(problem.sparsity)
    outside = Double(problem.tokensOutside)
  }

  var all: [NoiseMode] {
    var modes: [NoiseMode] = []
    if length >= 4 { modes.append(symmetric) }
    if length >= 3 { modes.append(skew) }
    return modes + [vectors]
  }

  /// The probability that `count` given tokens all lie in y.
  private func allInSubset(_ count: Int) -> Double {
    var probability = 1.0
    for index in 0..<count {
      let left = q - Double(index)
      if left <= 0 { return 0 }
      probability *= left / (length - Double(index))
    }
    return probability
  }

  /// `(1/(n . 1_y))^2`: the squared move along the contrast is that factor times `(1_y^T A 1_y)^2`.
  private var perOverlap: Double { length / (q * outside) }

  private var symmetric: NoiseMode {
    let (two, three, four) = (allInSubset(2), allInSubset(3), allInSubset(4))
    let onSubset = 2 * two - 4 * three + 2 * four
    return mode(length * (length - 3) / 2, onSubset: onSubset)
  }

  private var skew: NoiseMode { mode((length - 1) * (length - 2) / 2, onSubset: 0) }

  /// A part with zero diagonal and zero row sums, `onSubset` = E (1_y^T A 1_y)^2.
  private func mode(_ dimension: Double, onSubset: Double) -> NoiseMode {
    let (one, two, three) = (allInSubset(1), allInSubset(2), allInSubset(3))
    let within = (two - three) - onSubset / q
    let contrast = perOverlap * onSubset
    return .single(
      dimension, within: within, outside: (one - two) - within - contrast, contrast: contrast)
  }

  /// The vectors b, as `beta b 1^T + gamma (diag(b) - 1 b^T/T)`.
  private var vectors: NoiseMode {
    let lead = Couplings(beta: 1 / length.squareRoot(), gamma: 0)
    // At T = 2 both are the same direction, and there is no second.
    let scale = length > 2 ? (length / (length - 2)).squareRoot() : 0
    let other = Couplings(beta: -scale / length, gamma: scale)
    func matrix(_ form: (Couplings, Couplings) -> Double) -> SymmetricMatrix2 {
      SymmetricMatrix2(first: form(lead, lead), mixed: form(lead, other), second: form(other, other))
    }
    let single = allInSubset(1)
    let difference = single - allInSubset(2)
    // (1_y^T A 1_y)^2, and the squared moves on y and off y, all per ||b||^2.
    let onSubset = matrix { difference * sum($0) * sum($1) }
    let on = matrix { one, two in
      single * onToken(one) * onToken(two)
        + difference
        * (q * one.gamma * two.gamma / length - onToken(one) * two.gamma - onToken(two) * one.gamma)
        / length
    }
    let off = matrix { one, two in
      (1 - single) * q * q * one.beta * two.beta
        + difference
        * (outside * one.gamma * two.gamma / length + q * (one.beta * two.gamma + two.beta * one.gamma))
        / length
    }
    let within = on + (-1 / q) * onSubset
    let contrast = perOverlap * onSubset
    return NoiseMode(
      dimension: length - 1, within: within, outside: off + on + (-1) * (within + contrast),
      contrast: contrast, frameShare: 0)
  }

  private struct Couplings {
    let beta: Double
    let gamma: Double
  }

  /// The factor of b_i in the logit of a token i of y.
  private func onToken(_ mode: Couplings) -> Double { mode.beta * q + mode.gamma }

  /// The factor of `sum_y b` in `1_y^T A 1_y`.
  private func sum(_ mode: Couplings) -> Double { mode.beta * q + mode.gamma * (1 - q / length) }
}
