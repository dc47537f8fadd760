/// The sums over samples of one network that F2, F3 and F10 are judged by.
///
/// For sample n with subset y, `c = f - M_y Pi vec(X)`, `l = M_y (I - Pi) vec(X)` the part of the target that the first
/// layer loses, and `A = M_y (I - Pi) M_y^T` its covariance, so `loss = |c - l|^2`. As l is known, |l|^2 is a control
/// variate: `loss - |l|^2 = |c|^2 - 2 c^T l` has the mean `R - cert(W)` whatever f is, and far less noise than the loss.
/// Samples are added in order, in Double, so the sums are the same bits on every machine.
///
/// Range and error: any finite outputs; an output that is not finite leaves sums that no predicate verifies.
/// A sum over n samples is right to n 2^-53 of the sum of its terms' sizes, a term to 1e-13 of (|c| + |l|)^2.
public struct CertificateSums: Sendable {
  /// The first layer's certificate.
  public let certificate: FirstLayerCertificate
  /// The number of samples added.
  public private(set) var count = 0
  /// The sum of the losses `|f - STS_q(X, y)|^2`.
  public private(set) var lossSum = 0.0
  /// The sum of the squares of the losses.
  private var lossSquareSum = 0.0
  /// The sum of the squared excesses |c|^2.
  public private(set) var excessSum = 0.0
  /// The sum of the fourth powers |c|^4.
  public private(set) var excessSquareSum = 0.0
  /// The sum D of `loss - |c|^2 - tr A`.
  public private(set) var deviationSum = 0.0
  /// The variance V of D given what the first layer sees, the sum of `2 tr A^2 + 4 c^T A c`.
  public private(set) var conditionalVariance = 0.0
  /// The sum of `-2 c^T l`; given all that the first layer sees it is normal with mean 0 if f sees no more than that.
  public private(set) var crossSum = 0.0
  /// The variance of that sum given what the first layer sees, the sum of `4 c^T A c`.
  public private(set) var crossVariance = 0.0
  /// The sum of |l|^2.
  public private(set) var lostSum = 0.0
  /// The sum of the squares of `loss - |l|^2`.
  private var controlledSquareSum = 0.0
  /// The sum of tr A.
  public private(set) var traceSum = 0.0
  /// The sum of tr A^2.
  public private(set) var squaredNormSum = 0.0
  /// The greatest eigenvalue of any A, over all subsets of the problem.
  public let largestEigenvalue: Double
  /// The certificate by enumeration: the mean of tr A over all subsets of the problem, without F1's closed form.
  public let enumeratedCertificate: Double
  /// The least and the greatest tr A over all subsets of the problem.
  public let traceRange: ClosedRange<Double>
  /// A for every subset, by its place in colexicographic order.
  private let covariances: [LostCovariance]
  private let places: SubsetPlaces

  /// Empty sums for a first layer.
  ///
  /// - Throws: `TheoryError` if the problem has more than 20,000 subsets.
  public init(_ certificate: FirstLayerCertificate) throws(TheoryError) {
    let problem = certificate.problem
    let places = try SubsetPlaces(problem, limit: 20_000)
    var covariances = [LostCovariance?](repeating: nil, count: places.count)
    for subset in Subsets(of: problem) {
      covariances[try places.place(of: subset)] = try certificate.lostCovariance(subset: subset)
    }
    self.certificate = certificate
    self.places = places
    self.covariances = covariances.compactMap { $0 }
    largestEigenvalue = self.covariances.map(\.largestEigenvalue).max()!
    let traces = self.covariances.map(\.trace)
    traceRange = traces.min()!...traces.max()!
    enumeratedCertificate = traces.reduce(0, +) / Double(traces.count)
  }

  /// Adds samples: n x Td token entries, n x q token places from 0 in rising order, n x d outputs.
  ///
  /// - Throws: `TheoryError` if the lengths disagree or a subset is not q rising places in 0..<T; an output that is
  ///   not finite makes the sums not finite, which every predicate calls undecided.
  public mutating func add(
    tokens: UnsafeBufferPointer<Float>, subsets: UnsafeBufferPointer<Int>,
    outputs: UnsafeBufferPointer<Float>
  ) throws(TheoryError) {
    let widened = UnsafeMutableBufferPointer<Double>.allocate(capacity: outputs.count)
    defer { widened.deallocate() }
    for index in outputs.indices { widened.initializeElement(at: index, to: Double(outputs[index])) }
    try add(tokens: tokens, subsets: subsets, outputs: UnsafeBufferPointer(widened))
  }

  /// Adds samples as above, with outputs in double precision.
  ///
  /// - Throws: `TheoryError` if the lengths disagree or a subset is not q rising places in 0..<T.
  public mutating func add(
    tokens: UnsafeBufferPointer<Float>, subsets: UnsafeBufferPointer<Int>,
    outputs: UnsafeBufferPointer<Double>
  ) throws(TheoryError) {
    let problem = certificate.problem
    let samples = outputs.count / problem.dimension
    guard outputs.count == samples * problem.dimension, subsets.count == samples * problem.sparsity,
      tokens.count == samples * problem.inputDimension
    else {
      throw TheoryError(
        value: "\(tokens.count) token entries, \(subsets.count) places, \(outputs.count) outputs",
        rule: "n Td, n q and n d for \(problem)")
    }
    let scratch = UnsafeMutableBufferPointer<Double>.allocate(capacity: problem.dimension)
    defer { scratch.deallocate() }
    for sample in 0..<samples {
      try addSample(
        tokens: slice(tokens, sample, problem.inputDimension),
        subset: slice(subsets, sample, problem.sparsity),
        output: slice(outputs, sample, problem.dimension), scratch: scratch)
    }
  }

  private mutating func addSample(
    tokens: UnsafeBufferPointer<Float>, subset: UnsafeBufferPointer<Int>,
    output: UnsafeBufferPointer<Double>, scratch: UnsafeMutableBufferPointer<Double>
  ) throws(TheoryError) {
    let dimension = output.count
    try certificate.predict(tokens: tokens, subset: subset, into: scratch)
    let covariance = covariances[try places.place(of: subset)]
    var loss = 0.0
    var excess = 0.0
    var lost = 0.0
    var cross = 0.0
    for coordinate in 0..<dimension {
      var target = 0.0
      for token in subset { target += Double(tokens[token * dimension + coordinate]) }
      let prediction = output[coordinate]
      let error = prediction - target / Double(subset.count)
      let deviation = prediction - scratch[coordinate]
      let lostEntry = deviation - error
      scratch[coordinate] = deviation
      loss += error * error
      excess += deviation * deviation
      lost += lostEntry * lostEntry
      cross -= 2 * deviation * lostEntry
    }
    let form = 4 * max(0, covariance.quadraticForm(UnsafeBufferPointer(scratch)))
    count += 1
    lossSum += loss
    lossSquareSum += loss * loss
    excessSum += excess
    excessSquareSum += excess * excess
    deviationSum += loss - excess - covariance.trace
    conditionalVariance += 2 * covariance.squaredNorm + form
    crossSum += cross
    crossVariance += form
    lostSum += lost
    controlledSquareSum += (excess + cross) * (excess + cross)
    traceSum += covariance.trace
    squaredNormSum += covariance.squaredNorm
  }

  private func slice<Element>(_ buffer: UnsafeBufferPointer<Element>, _ sample: Int, _ length: Int)
    -> UnsafeBufferPointer<Element>
  {
    UnsafeBufferPointer(rebasing: buffer[(sample * length)..<((sample + 1) * length)])
  }
}

// MARK: - Estimates

extension CertificateSums {
  /// The mean loss, the plain estimate of the risk; not a number without samples.
  public var meanLoss: Double { lossSum / Double(count) }

  /// The mean squared excess.
  public var excess: Double { excessSum / Double(count) }

  /// The estimate of the risk by the control variate: the mean of `loss - |l|^2` plus the enumerated certificate.
  ///
  /// It assumes nothing of f: of a predictor that sees more of X than its first layer it can fall below the bound.
  public var controlledRisk: Double { (excessSum + crossSum) / Double(count) + enumeratedCertificate }

  /// The standard error of that estimate; not a number with fewer than two samples.
  public var controlledStandardError: Double {
    standardError(sum: excessSum + crossSum, squares: controlledSquareSum)
  }

  /// The standard error of the mean loss; not a number with fewer than two samples.
  public var meanLossStandardError: Double { standardError(sum: lossSum, squares: lossSquareSum) }

  private func standardError(sum: Double, squares: Double) -> Double {
    let samples = Double(count)
    let variance = max(0, squares - sum * sum / samples) / (samples - 1)
    return (variance / samples).squareRoot()
  }

  /// The best estimate of a risk that F3 is granted to: the mean squared excess plus the certificate.
  public var risk: Double { excess + certificate.value }

  /// The standard error of that estimate; not a number with fewer than two samples.
  public var riskStandardError: Double {
    let samples = Double(count)
    let variance = max(0, excessSquareSum - excessSum * excessSum / samples) / (samples - 1)
    return (variance / samples).squareRoot()
  }
}
