/// Sums over the modes of W of what a covariance on them gives.
struct NoiseSums: Sendable {
  private let modes: [(mode: NoiseMode, covariance: SymmetricMatrix2)]

  /// One covariance for each mode.
  init(_ modes: [NoiseMode], _ covariances: [SymmetricMatrix2]) {
    self.modes = zip(modes, covariances).map { ($0, $1) }
  }

  /// tr(H Sigma), H the quadratic form of a spectrum.
  func trace(_ spectrum: SubsetSpectrum) -> Double {
    total { $0.form(spectrum).traceOfProduct($1) }
  }

  /// tr((H Sigma)^2), H the quadratic form of a spectrum.
  func traceOfSquare(_ spectrum: SubsetSpectrum) -> Double {
    total { $0.form(spectrum).traceOfSquaredProduct($1) }
  }

  /// The mean square of the logits' move along the contrast, over draws of the subset and the positions.
  var varianceOfContrast: Double { total { $0.contrast.traceOfProduct($1) } }

  /// The law of the squared norm of W off its family.
  var offFamily: NoisyDescentState.OffFamily {
    .init(
      mean: total { $1.trace }, square: total { $1.traceOfSquaredProduct(.identity) },
      largest: modes.map(\.covariance.trace).max() ?? 0)
  }

  private func total(_ value: (NoiseMode, SymmetricMatrix2) -> Double) -> Double {
    modes.reduce(0) { $0 + $1.mode.dimension * value($1.mode, $1.covariance) }
  }
}
