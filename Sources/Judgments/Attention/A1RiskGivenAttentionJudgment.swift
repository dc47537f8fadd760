import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// A1: random rational V and s, enumerated over all sign patterns of the tokens, and attention layers with drawn
  /// weights on Gaussian tokens, against the formula.
  public static let a1RiskGivenAttention = ClaimJudgment(
    claim: .a1RiskGivenAttention,
    experiments: EnumeratedRisk.all + DrawnLayer.all,
    controls: EnumeratedRisk.all.map { original in
      var uneven = original
      uneven.tokens = .onePatternTwice
      return .nearMiss(of: original, uneven.tokens.name, check: "risk", uneven)
    }
      + DrawnLayer.all.map { original in
        var wrong = original
        wrong.tokenVariance = 1.1
        return .nearMiss(of: original, "the formula of tokens with variance 1.1", check: "mean loss", wrong)
      } + [
        .otherWorld(
          of: EnumeratedRisk.twoOfThree, SignTokens.firstTwoEqual.name, check: "risk",
          EnumeratedRisk(problem: EnumeratedRisk.twoOfThree.problem, tokens: .firstTwoEqual))
      ],
    own: .takes(required: [], optional: [.positions]) { own in
      let problem = SmallProblem(own.problem)
      let positions = own.positions ?? .init(.oneHot, dimension: problem.tokens)
      let drawn = DrawnLayer(problem, positions.law, width: positions.dimension)
      return (problem.inputDimension <= 16 ? [EnumeratedRisk(problem: problem)] : []) + [drawn]
    })
}

/// The risk of a drawn rational V and s by enumeration of all signs of the tokens, in rational arithmetic.
struct EnumeratedRisk: Experiment {
  let problem: SmallProblem
  /// The law of the tokens.
  var tokens = SignTokens.independent

  fileprivate static let twoOfThree = EnumeratedRisk(problem: SmallProblem(3, 4, 2))

  /// Problems with Td <= 16.
  static let all: [EnumeratedRisk] =
    [EnumeratedRisk(problem: SmallProblem(2, 2, 1)), twoOfThree]
    + [(4, 3, 2), (6, 2, 3), (12, 1, 5), (7, 2, 6)].map {
      EnumeratedRisk(problem: SmallProblem($0.0, $0.1, $0.2))
    }

  struct Row: EvidenceRow {
    let patterns: Int
    let enumerated: Rational
    let formula: Rational

    static let columns: [Column<Row>] = [
      Column(count: "sign patterns") { $0.patterns },
      Column("risk, enumerated") { $0.enumerated.double },
      Column("risk, formula") { $0.formula.double },
    ]
  }

  var claim: Claim { .a1RiskGivenAttention }
  var grade: Claim.Grade { .exact }
  var name: String { problem.name + (tokens == .independent ? "" : ", \(tokens.name)") }

  func repetitions(_ effort: Effort) -> Int {
    tokens == .independent ? effort.pick(quick: 1, standard: 3, thorough: 20) : 1
  }

  /// About 2 microseconds a sign pattern and token, more where V is large.
  func cost(_ effort: Effort) -> Cost {
    let length = Double(problem.inputDimension)
    return Cost(
      seconds: 4e-7 * Double(1 << min(16, problem.inputDimension)) * length * Double(problem.dimension))
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    var stream = RandomStream(try trial.address(settings), step: 0)
    let isControl = tokens != .independent
    let value = try isControl ? negativeDiagonal(problem, &stream) : anyValue(problem, &stream)
    // Positive weights that sum to 1.
    let weights = (0..<problem.tokens).map { _ in Int128(stream.integer(below: 9)) + 1 }
    let total = weights.reduce(0, +)
    let attention = try weights.map { try Rational(numerator: $0, denominator: total) }
    let subset =
      isControl
      ? Array(problem.tokensOutside..<problem.tokens)
      : stream.subset(size: problem.sparsity, of: problem.tokens)
    return Row(
      patterns: 1 << problem.inputDimension,
      enumerated: try tokens.risk(problem: problem, value: value, attention: attention, subset: subset),
      formula: try A1RiskGivenAttention.exactRisk(
        problem: problem, value: value, attention: attention, subset: subset))
  }

  func judge(_ row: Row) -> [Check] {
    [
      Check(
        "risk", A1RiskPredicate().judge(enumerated: row.enumerated, formula: row.formula),
        detects: Check.Detectable(0, "of the risk"))
    ]
  }

  /// V with entries from -4/3 to 4/3.
  private func anyValue(_ problem: Problem, _ stream: inout RandomStream) throws -> RationalMatrix {
    let d = problem.dimension
    return try RationalMatrix(
      rows: d, columns: d,
      elements: (0..<(d * d)).map { _ in
        try Rational(numerator: Int128(stream.integer(below: 9)) - 4, denominator: 3)
      })
  }

  /// A diagonal V with entries from -4/3 to -1/3, for which a control's risk differs whatever is drawn.
  ///
  /// If token 2 repeats token 1 the risk grows by `2 tr(C_1^T C_2)`, `C_i = s_i V - 1_{i in y} I/q`. With y the last q
  /// tokens at most C_2 has its second part, so for such V the growth is positive. And where every sign is -1 the loss is
  /// `sum_k (1 + |v_k|)^2`, above the mean, whose terms are `v_k^2 |s|^2 + 2 |v_k| P/q + 1/q` with |s|^2 < 1.
  private func negativeDiagonal(_ problem: Problem, _ stream: inout RandomStream) throws -> RationalMatrix {
    var value = try RationalMatrix(rows: problem.dimension, columns: problem.dimension)
    for place in 0..<problem.dimension {
      value[place, place] = try Rational(
        numerator: -1 - Int128(stream.integer(below: 4)), denominator: 3)
    }
    return value
  }
}
