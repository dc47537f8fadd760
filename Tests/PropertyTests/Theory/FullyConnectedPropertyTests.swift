import Evidence
import Sim
import TestSupport
import Testing
import Theory

/// The fully connected claims on problems, widths and first layers drawn at random.
@Suite struct FullyConnectedPropertyTests {
  @Test func `the bound is the sum of the smallest eigenvalues, and falls convexly to 0 at Td`() {
    check(
      Property(
        "bound-spectrum", draw: { try Draw.problem(tokens: 30, dimension: 8, &$0) }, shrinks: Shrink.problem
      ) {
        problem in
        let spectrum = try F1Spectrum(problem)
        let input = problem.inputDimension
        var sum = Rational.zero
        var lastStep = Rational.zero
        for width in (0...input).reversed() {
          let bound = try F2RiskLowerBound.exact(problem: problem, width: width)
          let step =
            try bound - (width == input ? .zero : F2RiskLowerBound.exact(problem: problem, width: width + 1))
          // Falling in m by positive steps, which grow towards m = 0: monotone and convex.
          if bound != sum || step < lastStep || (width < input && step == .zero) { return false }
          if abs(try F2RiskLowerBound.value(problem: problem, width: width) - bound.double) > 1e-15
            * bound.double
          {
            return false
          }
          lastStep = step
          sum = try sum + (width <= problem.dimension ? spectrum.high : spectrum.low)
        }
        return try F2RiskLowerBound.exact(problem: problem, width: input + 1) == .zero
      }, cases: 300)
  }

  @Test func `the spectrum has the trace d over q, the second trace of S, and bounds every quadratic form`() {
    check(
      Property("spectrum-traces", draw: { try DrawnLayer.draw(rows: 1, &$0) }, shrinks: DrawnLayer.shrinks) {
        layer in
        let problem = layer.problem
        let spectrum = try F1Spectrum(problem)
        let (low, high) = (spectrum.low, spectrum.high)
        let trace =
          try low * Rational(spectrum.lowMultiplicity) + high * Rational(spectrum.highMultiplicity)
        // tr S^2 = E |M_y M_y'^T|^2 over two independent subsets: d E|y cut y'|^2 / q^4, hypergeometric moments.
        let (tokens, size) = (Rational(problem.tokens), Rational(problem.sparsity))
        let pairs = try size * (size - .one) / (tokens * (tokens - .one))
        let overlap = try size * size / tokens + size * (size - .one) * pairs
        let quartic = try size * size * size * size
        let square =
          try low * low * Rational(spectrum.lowMultiplicity) + high * high
          * Rational(spectrum.highMultiplicity)
        if try trace != spectrum.trace() { return false }
        if try square != Rational(problem.dimension) * overlap / quartic { return false }
        let vector = layer.weights
        var norm = Rational.zero
        for entry in vector { norm = try norm + entry * entry }
        let form = try spectrum.quadraticForm(vector)
        return try low * norm <= form && form <= high * norm
      }, cases: 300)
  }

  @Test func `the second moment by enumeration is the closed form`() {
    check(
      Property(
        "second-moment", draw: { try Draw.problem(tokens: 8, dimension: 2, &$0) }, shrinks: Shrink.problem
      ) {
        try F1Spectrum($0).judge(secondMoment: F1Spectrum.enumerated($0)).isVerified
      }, cases: 100)
  }

  @Test func `no certificate of a rational first layer lies below the bound at its rank`() {
    check(
      Property("certificate-above-bound", draw: { try DrawnLayer.draw(&$0) }, shrinks: DrawnLayer.shrinks) {
        layer in
        let exact = try FirstLayerCertificate.exact(problem: layer.problem, weights: layer.matrix())
        let predicate = try F2RiskPredicate(problem: layer.problem, rank: exact.rank)
        return try exact.rank <= layer.rows && predicate.judge(exactCertificate: exact.value).isVerified
      }, cases: 500)
  }

  @Test func `the floating-point certificate is the exact one, and the mean of tr A over all subsets`() {
    check(
      Property("certificate-rounding", draw: { try DrawnLayer.draw(&$0) }, shrinks: DrawnLayer.shrinks) {
        layer in
        let exact = try FirstLayerCertificate.exact(problem: layer.problem, weights: layer.matrix())
        let rounded = try FirstLayerCertificate(
          problem: layer.problem, weights: layer.matrix().rounded())
        let scale = 1e-13 * layer.problem.trivialRisk
        var traces = 0.0
        var count = 0
        for subset in Subsets(of: layer.problem) {
          traces += try rounded.lostCovariance(subset: subset).trace
          count += 1
        }
        return rounded.rank == exact.rank && abs(rounded.value - exact.value.double) <= scale
          && abs(traces / Double(count) - exact.value.double) <= scale
      }, cases: 300)
  }

  @Test func `the width needed is the first that a search finds`() {
    check(
      Property(
        "width-needed",
        draw: { stream in
          DrawnShare(
            problem: try Draw.problem(tokens: 60, dimension: 6, &stream),
            parts: Draw.integer(0...720, &stream))
        },
        shrinks: { share in
          Shrink.problem(share.problem).map { DrawnShare(problem: $0, parts: share.parts) }
            + Shrink.integer(share.parts).map { DrawnShare(problem: share.problem, parts: $0) }
        }
      ) { share in
        let value = try Rational(numerator: Int128(share.parts), denominator: 720)
        let width = try F4WidthNeeded.exact(problem: share.problem, share: value)
        return try width == F4WidthNeeded.bySearch(problem: share.problem, share: value)
      }, cases: 500)
  }

  @Test func `the top eigenvectors attain the bound at every width`() {
    check(
      Property(
        "eigenvectors-attain",
        draw: { stream in
          let problem = try Draw.problem(tokens: 9, dimension: 3, &stream)
          return DrawnWidth(problem: problem, width: Draw.integer(0...problem.inputDimension, &stream))
        },
        shrinks: { $0.smaller }
      ) {
        let rows = try F5Attained.eigenvectors(problem: $0.problem, width: $0.width)
        return try F5AttainedPredicate(problem: $0.problem).judge(weights: rows).isVerified
      }, cases: 300)
  }

  /// Each case fails with probability at most 1e-10 if the identity holds: 3e-8 in all.
  @Test func `untrained networks obey the identity of risk, excess and certificate`() {
    check(
      Property(
        "network-identity",
        draw: { stream in
          let problem = try Draw.problem(tokens: 8, dimension: 3, &stream)
          return DrawnNetwork(
            problem: problem, width: Draw.integer(1...(problem.inputDimension + 4), &stream),
            depth: Draw.integer(1...4, &stream), activation: Draw.integer(0...2, &stream),
            seed: Draw.integer(0...1_000_000, &stream))
        },
        shrinks: { $0.smaller }
      ) { network in
        let sums = try network.sums(samples: 512)
        let deviation = try ChiSquareDeviation(
          variance: sums.conditionalVariance, largestEigenvalue: sums.largestEigenvalue
        ).measured(deviation: sums.deviationSum, falseAlarm: 1e-10)
        // What rounding alone can do, as in F3's predicate.
        let rounding = 1e-11 * network.problem.trivialRisk * Double(sums.count)
        return deviation.lower - rounding <= 0 && deviation.upper + rounding >= 0
      }, cases: 300)
  }
}
