import Sim
import Theory

/// What the theory says of an attention layer.
struct CertifiedAttention: Answer {
  let risk: Double
  let standardError: Double
  let massOnSubset: Double
  let alpha: Double
  let logit: Double
  let cosine: Double
  let flow: FlowAnswer.State
  let flowDistance: Double
  let testRisk: Double?
  let testStandardError: Double?
  let testFormula: Double?
  let trivialRisk: Double

  init(_ problem: Problem, _ layer: GivenAttention, _ arguments: Arguments) throws {
    let address = try arguments.certifyAddress()
    let measured = try layer.risk(problem, address: address)
    (risk, standardError, massOnSubset) = (measured.mean, measured.standardError, measured.massOnSubset)
    let fit = try layer.family(problem)
    alpha = try ValueParts(problem: problem, value: layer.value).scale
    (logit, cosine) = (fit.coefficient, fit.cosine)
    let nearest = try GradientFlow(problem: problem, positions: .oneHot).nearestState(
      alpha: alpha, logit: logit)
    (flow, flowDistance) = (FlowAnswer.State(nearest.state), nearest.distance)
    trivialRisk = problem.trivialRisk
    guard let test = try arguments.testProblem(problem, positions: layer.logits.rows) else {
      (testRisk, testStandardError, testFormula) = (nil, nil, nil)
      return
    }
    let tested = try layer.risk(test, address: address)
    (testRisk, testStandardError) = (tested.mean, tested.standardError)
    testFormula = try L1Transfer.risk(
      problem, alpha: alpha, logit: logit, testTokens: test.tokens, testSparsity: test.sparsity)
  }

  var text: String {
    func measured(_ risk: Double, _ error: Double) -> String {
      error == 0 ? "\(risk), over every subset" : "\(risk) +- \(error)"
    }
    var rows = [
      ("risk", measured(risk, standardError)),
      ("trivial risk d/q", "\(trivialRisk)"),
      ("mass on the subset", "\(massOnSubset)"),
      ("alpha", "\(alpha)"),
      ("logit", "\(logit)"),
      ("cosine of the logits with their family", "\(cosine)"),
      ("nearest point of the flow", "alpha \(flow.alpha), logit \(flow.logit), at t = \(flow.t)"),
      ("distance from it", "\(flowDistance)"),
    ]
    if let testRisk, let testStandardError, let testFormula {
      rows.append(("risk at the test length", measured(testRisk, testStandardError)))
      rows.append(("formula there at this alpha and logit", "\(testFormula)"))
    }
    return lines(rows)
  }
}

extension Arguments {
  /// The problem at the test length, if one is asked for.
  fileprivate func testProblem(_ problem: Problem, positions: Int) throws -> Problem? {
    guard isGiven("--test-tokens") else { return nil }
    let tokens = try integer("--test-tokens", in: 2...Int(Int32.max))
    guard tokens <= positions else {
      throw UsageError(
        "--test-tokens", value: "\(tokens)", allowed: "at most the \(positions) positions in the file")
    }
    let sparsity =
      isGiven("--test-sparsity")
      ? try integer("--test-sparsity", in: 1...Int(Int32.max)) : problem.sparsity
    return try L1Transfer.problem(problem, testTokens: tokens, testSparsity: sparsity)
  }

  /// The address of the samples on which weights from a file are evaluated.
  func certifyAddress() throws -> StreamAddress {
    try StreamAddress(baseSeed: word("--seed"), name: "sts certify", purpose: .evaluationTokens)
  }
}
