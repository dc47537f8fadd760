import Evidence
import Sim
import Theory

/// Two predictors whose mean risk F14 bounds: networks trained from mirrored starts, or the tight predictor twice.
enum MirroredPair {
  /// Trained on the same examples.
  case networks(FixedExampleTraining.Result, FixedExampleTraining.Result)
  /// `M_y Pi vec(X)` for the span of all examples, held against the span of fewer.
  case tight(of: FirstLayerCertificate, counted: FirstLayerCertificate)

  /// The tight predictor of examples, the last of which is not counted.
  static func tight(_ examples: FixedExamples) throws -> MirroredPair {
    let fewer = try examples.tokens.firstRows(examples.count - 1)
    return .tight(
      of: try FirstLayerCertificate(problem: examples.problem, weights: examples.tokens),
      counted: try FirstLayerCertificate(problem: examples.problem, weights: fewer))
  }

  /// The span that is counted.
  var span: FirstLayerCertificate {
    switch self {
    case .networks(let result, _): result.span
    case .tight(_, let counted): counted
    }
  }

  /// The mean of both risks on the examples; 0 where nothing was trained.
  var trainingRisk: Double {
    if case .networks(let first, let second) = self { return (first.trainingRisk + second.trainingRisk) / 2 }
    return 0
  }

  /// The greatest change of a row outside the span; 0 where nothing was trained.
  func changeOutsideSpan(_ problem: Problem) throws -> Double {
    guard case .networks(let first, let second) = self else { return 0 }
    let changes = [try first.changeOutsideSpan(problem), try second.changeOutsideSpan(problem)]
    return changes.contains(where: \.isNaN) ? .nan : changes.reduce(0, max)
  }

  /// Both predictors' outputs for a chunk of samples, n x d each.
  func outputs(
    _ source: TaskSamples, _ tokens: UnsafeBufferPointer<Float>, _ subsets: UnsafeBufferPointer<Int>
  ) throws -> ([Double], [Double]) {
    switch self {
    case .networks(let first, let second):
      let inputs = source.inputs(tokens, subsets)
      return (try first.trained.outputs(inputs), try second.trained.outputs(inputs))
    case .tight(let certificate, _):
      let outputs = try certificate.predictions(tokens, subsets)
      return (outputs, outputs)
    }
  }

  /// The greatest difference between the second network and the mirror image of the first over some samples; 0 where
  /// nothing was trained.
  func mirrorDifference(
    _ source: TaskSamples, _ tokens: UnsafeBufferPointer<Float>, _ subsets: UnsafeBufferPointer<Int>
  ) throws -> Double {
    guard case .networks(let first, let second) = self else { return 0 }
    let width = source.problem.inputDimension + source.problem.tokens
    let inputs = source.inputs(tokens, subsets)
    var mirrored = inputs
    for start in stride(from: 0, to: inputs.count, by: width) {
      let part = start..<(start + source.problem.inputDimension)
      mirrored.replaceSubrange(part, with: first.span.reflected(Array(inputs[part])))
    }
    let pairs = zip(try second.trained.outputs(inputs), try first.trained.outputs(mirrored))
    // A number that is none stays none.
    return pairs.reduce(0) { greatest, pair in
      let difference = abs(pair.0 - pair.1)
      return difference <= greatest ? greatest : difference
    }
  }
}

extension FirstLayerCertificate {
  /// The best predictions from the first layer for a chunk of samples, n x d.
  func predictions(_ tokens: UnsafeBufferPointer<Float>, _ subsets: UnsafeBufferPointer<Int>) throws
    -> [Double]
  {
    let count = tokens.count / problem.inputDimension
    var predictions = [Double](repeating: 0, count: count * problem.dimension)
    try predictions.withUnsafeMutableBufferPointer { predictions in
      for sample in 0..<count {
        try predict(
          tokens: part(tokens, sample, problem.inputDimension),
          subset: part(subsets, sample, problem.sparsity),
          into: UnsafeMutableBufferPointer(
            rebasing: predictions[(sample * problem.dimension)..<((sample + 1) * problem.dimension)]))
      }
    }
    return predictions
  }

  private func part<Number>(
    _ numbers: UnsafeBufferPointer<Number>, _ sample: Int, _ length: Int
  ) -> UnsafeBufferPointer<Number> {
    UnsafeBufferPointer(rebasing: numbers[(sample * length)..<((sample + 1) * length)])
  }
}

/// Sums over pairs and fresh samples of what F14 judges.
///
/// With c and c' the predictors' outputs less `M_y Pi vec(X)` and l what the span loses, a sample gives
/// `(|e|^2 + |e'|^2)/2 - |l|^2 = (|c|^2 + |c'|^2)/2 - (c + c').l`; given its size, the last term has a fair sign.
struct MirroredPairSums {
  private let problem: Problem
  private var pairs = 0
  private var samples = 0
  private var trainingRisk = 0.0
  private var loss = 0.0
  private var certificate = 0.0
  private var excess = 0.0
  private var excessSquares = 0.0
  private var signedSquares = 0.0
  private var outsideChange = 0.0
  private var mirrorDifference = 0.0

  /// No pair yet.
  init(_ problem: Problem) { self.problem = problem }

  /// Adds a pair, judged on fresh samples of its own.
  mutating func add(_ pair: MirroredPair, address: StreamAddress, samples count: Int) throws {
    pairs += 1
    trainingRisk += pair.trainingRisk
    certificate += pair.span.value
    outsideChange = Self.greatest(outsideChange, try pair.changeOutsideSpan(problem))
    let source = TaskSamples(problem: problem, address: address)
    try source.forEachChunk(samples: count) { tokens, subsets in
      let (first, second) = try pair.outputs(source, tokens, subsets)
      let predictions = try pair.span.predictions(tokens, subsets)
      for sample in 0..<(tokens.count / problem.inputDimension) {
        add(sample, tokens, subsets, first, second, predictions)
      }
      mirrorDifference = Self.greatest(
        mirrorDifference, try pair.mirrorDifference(source, tokens, subsets))
    }
  }

  private mutating func add(
    _ sample: Int, _ tokens: UnsafeBufferPointer<Float>, _ subsets: UnsafeBufferPointer<Int>,
    _ first: [Double], _ second: [Double], _ predictions: [Double]
  ) {
    var (losses, lost, signed) = (0.0, 0.0, 0.0)
    for coordinate in 0..<problem.dimension {
      let place = sample * problem.dimension + coordinate
      let target = problem.target(coordinate, of: sample, tokens: tokens, subsets: subsets)
      let (one, other) = (first[place] - target, second[place] - target)
      let missed = target - predictions[place]
      losses += (one * one + other * other) / 2
      lost += missed * missed
      signed += (first[place] + second[place] - 2 * predictions[place]) * missed
    }
    samples += 1
    loss += losses
    excess += losses - lost
    excessSquares += (losses - lost) * (losses - lost)
    signedSquares += signed * signed
  }

  private static func greatest(_ one: Double, _ other: Double) -> Double { other <= one ? one : other }

  /// What was found, beside the formula for the number of examples.
  func row(examples: Int, falseAlarm: Double) throws -> FixedExamplePairs.Row {
    let (pairs, count) = (Double(pairs), Double(samples))
    let mean = excess / count
    return FixedExamplePairs.Row(
      pairs: self.pairs, trainingRisk: trainingRisk / pairs, risk: loss / count,
      certificate: certificate / pairs,
      formula: try F14Samples.meanBound(problem: problem, examples: examples),
      excess: try FairSigns.mean(
        mean, sumOfSquares: signedSquares, samples: samples, falseAlarm: falseAlarm),
      standardError: (max(0, excessSquares / count - mean * mean) / count).squareRoot(),
      outsideChange: outsideChange, mirrorDifference: mirrorDifference)
  }
}
