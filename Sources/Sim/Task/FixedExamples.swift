import Theory

/// A fixed training set: n examples of the task, drawn once, for networks and for attention layers.
public struct FixedExamples: Hashable, Sendable {
  /// The problem.
  public let problem: Problem
  /// The tokens, n x Td; row k is vec(X_k), x_1's coordinates first.
  public let tokens: Matrix
  /// The subsets, one an example, each sorted, from 0.
  public let subsets: [[Int]]

  /// The number n of examples.
  public var count: Int { subsets.count }

  /// Draws examples in double precision from an address's streams of tokens and subsets.
  ///
  /// - Throws: `TheoryError` if the number of examples is negative.
  public init(drawing count: Int, of problem: Problem, address: StreamAddress) throws(TheoryError) {
    var normals = RandomStream(address.with(purpose: .tokens), step: 0)
    var choices = RandomStream(address.with(purpose: .subsets), step: 0)
    let length = problem.inputDimension
    self.problem = problem
    tokens = try Matrix(
      rows: count, columns: length, elements: (0..<max(0, count * length)).map { _ in normals.normal() })
    subsets = (0..<count).map { _ in choices.subset(size: problem.sparsity, of: problem.tokens) }
  }

  /// The examples, in single precision, that an attention layer's training on fresh ones draws in its first step.
  ///
  /// - Throws: `TheoryError` never, for valid settings.
  public init(firstStepOf settings: AttentionSettings, address: StreamAddress) throws(TheoryError) {
    problem = settings.problem
    let (length, d, q) = (problem.tokens, problem.dimension, problem.sparsity)
    let batch = AttentionBatch<Float>(settings.shape())
    let sampler = AttentionSampler(settings, address, evaluation: false)
    sampler.drawSubsets(batch, step: 0)
    sampler.drawTokens(batch, step: 0)
    var tokens = try Matrix(rows: settings.batch, columns: length * d)
    for example in 0..<settings.batch {
      for t in 0..<length {
        for i in 0..<d {
          tokens[example, t * d + i] = Double(batch.tokens[(example * d + i) * length + t])
        }
      }
    }
    self.tokens = tokens
    subsets = (0..<settings.batch).map { example in (0..<q).map { batch.subset(example)[$0] } }
  }
}

extension AttentionBatch {
  /// Copies examples in, as many as the batch has, their tokens rounded to the batch's precision.
  func load(_ examples: FixedExamples) {
    let (length, d, q) = (shape.tokens, shape.dimension, shape.sparsity)
    for example in 0..<shape.batch {
      for t in 0..<length {
        for i in 0..<d {
          tokens[(example * d + i) * length + t] = R(examples.tokens[example, t * d + i])
        }
      }
      for place in 0..<q { subsets[example * q + place] = examples.subsets[example][place] }
    }
  }
}
