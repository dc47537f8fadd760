import Evidence
import Sim
import Theory

/// A parameter that a claim may take beside the problem (T, d, q); `sts judge` has an option of its name.
public enum OwnParameter: String, Hashable, Sendable, CaseIterable {
  /// First-layer width m of a network.
  case width
  /// The law of the positions.
  case positions
  /// The sequence length T' of the test.
  case testTokens = "test-tokens"
  /// The sparsity q' of the test.
  case testSparsity = "test-sparsity"
  /// Examples in a step.
  case batch
  /// Step size of training.
  case learningRate = "learning-rate"
  /// Training steps.
  case steps
  /// The logit C of aligned weights.
  case logit
}

/// A reader's own parameters, as `sts judge` reads them.
public struct OwnParameters: Hashable, Sendable {
  /// The law of positions, and their dimension d_e.
  public struct PositionChoice: Hashable, Sendable {
    /// The law.
    public let law: Positions
    /// The dimension d_e.
    public let dimension: Int

    /// Names a law of positions in R^dimension.
    public init(_ law: Positions, dimension: Int) {
      self.law = law
      self.dimension = dimension
    }
  }

  /// The problem (T, d, q).
  public var problem: Problem
  /// First-layer width m.
  public var width: Int?
  /// The law of the positions.
  public var positions: PositionChoice?
  /// The sequence length T' of the test.
  public var testTokens: Int?
  /// The sparsity q' of the test.
  public var testSparsity: Int?
  /// Examples in a step.
  public var batch: Int?
  /// Step size of training.
  public var learningRate: Double?
  /// Training steps.
  public var steps: Int?
  /// The logit C.
  public var logit: Double?

  /// Parameters at a problem; the others are the claim's own.
  public init(_ problem: Problem) {
    self.problem = problem
  }
}

extension OwnParameters {
  /// Refuses a longer input than a claim's experiments take, for a reason.
  ///
  /// - Throws: `TheoryError` if Td is above the limit.
  func requireInputs(atMost limit: Int, _ reason: String) throws(TheoryError) {
    guard problem.inputDimension <= limit else {
      throw TheoryError(value: "Td = \(problem.inputDimension)", rule: "Td <= \(limit), \(reason)")
    }
  }

  /// The parameters given beside the problem.
  public var given: Set<OwnParameter> {
    let all: [(OwnParameter, Bool)] = [
      (.width, width != nil), (.positions, positions != nil), (.testTokens, testTokens != nil),
      (.testSparsity, testSparsity != nil), (.batch, batch != nil), (.learningRate, learningRate != nil),
      (.steps, steps != nil), (.logit, logit != nil),
    ]
    return Set(all.filter(\.1).map(\.0))
  }
}

/// How a claim is judged at a reader's own parameters.
public enum OwnExperiments: Sendable {
  /// It takes the problem, the parameters required, and those optional; the closure makes its experiments.
  ///
  /// The closure throws `TheoryError` for parameters outside the claim's range.
  case takes(
    required: [OwnParameter], optional: [OwnParameter],
    make: @Sendable (OwnParameters) throws -> [any Experiment])
  /// It takes none, for the reason given.
  case none(because: String)

  /// It takes the problem alone.
  static func takes(_ make: @escaping @Sendable (OwnParameters) throws -> [any Experiment]) -> OwnExperiments
  {
    .takes(required: [], optional: [], make: make)
  }
}

extension ClaimJudgment {
  /// The claim's experiments at a reader's own parameters.
  ///
  /// - Throws: `TheoryError` if the claim takes none, if one is missing or not the claim's, or if they are out of range.
  public func experiments(at own: OwnParameters) throws -> [any Experiment] {
    switch self.own {
    case .none(let reason):
      throw TheoryError(value: "\(claim.id) at own parameters", rule: "none, as \(reason)")
    case .takes(let required, let optional, let make):
      let given = own.given
      if let missing = required.first(where: { !given.contains($0) }) {
        throw TheoryError(value: "no \(missing.rawValue)", rule: "\(claim.id) needs it")
      }
      let known = required + optional
      if let other = OwnParameter.allCases.first(where: { given.contains($0) && !known.contains($0) }) {
        let names = known.map(\.rawValue).joined(separator: ", ")
        throw TheoryError(
          value: "a \(other.rawValue) for \(claim.id)",
          rule: "tokens, dimension, sparsity" + (names.isEmpty ? "" : ", \(names)"))
      }
      return try make(own)
    }
  }
}
