import Evidence
import Theory

/// Which m of the Td eigenvectors of S are the first layer's rows.
enum EigenvectorChoice: String, Sendable {
  /// Those of the m largest eigenvalues: F5's.
  case top
  /// Those of the m smallest, at m = Td/2 only.
  case bottom
  /// Those of the m largest, the first one replaced by the last of all, at m = Td/2 only.
  case oneSwapped = "one of the bottom"

  /// The widths at which a first layer is made.
  func widths(_ problem: SmallProblem) -> ClosedRange<Int> {
    let middle = problem.inputDimension / 2
    return self == .top ? 0...problem.inputDimension : middle...middle
  }

  /// What the experiment's name says of them.
  var suffix: String { self == .top ? "" : ", \(rawValue) eigenvectors" }

  /// The m integer rows, orthogonal and not normalised.
  func rows(_ problem: Problem, width: Int) throws -> RationalMatrix {
    let all = try F5Attained.eigenvectors(problem: problem, width: problem.inputDimension)
    let length = all.columns
    let elements: [Rational]
    switch self {
    case .top: elements = Array(all.elements.prefix(width * length))
    case .bottom: elements = Array(all.elements.suffix(width * length))
    case .oneSwapped:
      elements = Array(all.elements.suffix(length) + all.elements.prefix(width * length).dropFirst(length))
    }
    return try RationalMatrix(rows: width, columns: length, elements: elements)
  }
}

/// The exact risk of the best predictor of m eigenvectors, enumerated over all subsets, beside LB(m).
struct EnumeratedAttainment: Experiment {
  static let check = "exact risk"

  let problem: SmallProblem
  var rows = EigenvectorChoice.top

  struct Row: EvidenceRow {
    struct Risk: AtWidth, Codable, Hashable, Sendable {
      let width: Int
      let risk: Rational
      let bound: Rational
    }

    let risks: [Risk]

    static let columns: [Column<Row>] = [
      Column(count: "widths") { $0.risks.count },
      Column("risk at m = Td/2") { $0.risks.atHalfWidth?.risk.double },
      Column("LB(Td/2)") { $0.risks.atHalfWidth?.bound.double }
        .near(within: 1e-12) { [$0.risks.atHalfWidth?.risk.double].compactMap(\.self) },
    ]
  }

  var claim: Claim { .f5Attained }
  var grade: Claim.Grade { .exact }
  var name: String { problem.name + rows.suffix }

  /// C(T, q) subsets for each of Td widths and as many rows of length Td.
  func cost(_ effort: Effort) -> Cost {
    let length = Double(problem.inputDimension)
    let subsets = (try? Subsets.count(of: problem.problem(), limit: 100_000)).map(Double.init) ?? 1e5
    return Cost(seconds: 1e-8 * subsets * length * length * Double(problem.dimension * problem.sparsity))
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    return Row(
      risks: try rows.widths(self.problem).map { width in
        Row.Risk(
          width: width,
          risk: try F5Attained.exactRisk(problem: problem, weights: rows.rows(problem, width: width)),
          bound: try F2RiskLowerBound.exact(problem: problem, width: width))
      })
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = F5AttainedPredicate(problem: try problem.problem())
    let verdicts = try row.risks.map { try predicate.judge(exactRisk: $0.risk, width: $0.width) }
    return [Check(Self.check, .all(verdicts), detects: Check.Detectable(0, "of the risk"))]
  }
}
