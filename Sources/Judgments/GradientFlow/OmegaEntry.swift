import Evidence
import Theory

/// When the flow from zero enters Omega: enclosed, and by the integrator that gives no guarantee.
struct OmegaEntry: Experiment {
  let item: FlowCase
  var told = IntegratorTold()
  static let entryCheck = "entry"

  static let all = EnclosedRun.cases.map { OmegaEntry(item: $0) }

  static let controls: [Control] = all.flatMap { original -> [Control] in
    original.item.integratorMisses(later: "0.1 % later").map { change, told in
      .nearMiss(of: original, change, check: entryCheck, OmegaEntry(item: original.item, told: told))
    }
  }

  struct Row: EvidenceRow {
    let before: EnclosedFlowState
    let after: EnclosedFlowState
    let computed: Double

    static let columns: [Column<Row>] = [
      Column("outside at t", digits: 8) { $0.before.time },
      Column("inside at t", digits: 8) { $0.after.time },
      Column("computed", digits: 8) { $0.computed }, Column("h there") { $0.after.odds.upper },
    ]
  }

  var claim: Claim { .d15ProvedRate }
  var name: String { "\(item.name), entry\(told.name)" }
  func cost(_ effort: Effort) -> Cost { EnclosedRun.cost(item) }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let run = try await EnclosedRun.of(item)
    return Row(before: run.before, after: run.after, computed: try entry() * (1 + told.later))
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = D15ProvedRatePredicate(try D15ProvedRate(item.flow().system))
    return [
      Check(
        Self.entryCheck, predicate.judge(entry: row.computed, before: row.before, after: row.after),
        detects: .init(4e-6, "of the time"))
    ]
  }

  func certificates(_ row: Row) throws -> [Certificate] {
    let problem = try item.problem.problem()
    let inverseRate = item.positions.inverseRate(problem)
    let enclosure = try FlowEnclosure(problem: problem, positions: item.positions)
    let omega = CertifiedOmega(
      problem: problem, inverseRate: inverseRate, odds: row.after.odds.interval,
      deviation: row.after.deviation.interval)
    let tube = CertifiedTube(
      problem: problem, inverseRate: inverseRate, center: enclosure.tubeCenter, tubes: enclosure.tubes)
    return [Certificate("set Omega", omega)] + (tube.tubes.isEmpty ? [] : [Certificate("tube", tube)])
  }

  /// The integrator's entry, by a search and bisection.
  private func entry() throws -> Double {
    let problem = item.problem
    let flow = try item.with(fewerDimensions: told.fewerDimensions).flow()
    let (q, outside) = (Double(problem.sparsity), Double(problem.tokens - problem.sparsity))
    let rate = Double(flow.system.problem.dimension) * flow.system.kappa
    func isInside(_ time: Double) throws -> Bool {
      let state = try flow.states(at: [time], tolerance: 1e-11)[0]
      let h = state.massOffSubset / state.massOnSubset
      let w = (1 - state.alpha * state.massOnSubset) / state.massOffSubset
      return w >= 0 && w <= q / outside * h * (1 + h) && q / outside * h * (2 + 3 * h) <= 1 && rate * h < 1
    }
    var (low, high) = (0.5, 1.0)
    while try !isInside(high) { (low, high) = (high, 1.3 * high) }
    while high - low > 1e-8 * high {
      let middle = 0.5 * (low + high)
      if try isInside(middle) { high = middle } else { low = middle }
    }
    return 0.5 * (low + high)
  }
}

/// What another program checks again of D15's set: its walls, the bounds inside, and a box that lies in it.
private struct CertifiedOmega: Encodable {
  let problem: Problem
  let inverseRate: Int
  let odds: Interval
  let deviation: Interval
}

/// What another program checks again of the tubes around the slow curve: that the flow crosses their walls inwards.
private struct CertifiedTube: Encodable {
  let problem: Problem
  let inverseRate: Int
  let center: [Double]
  let tubes: [FlowEnclosure.Tube]
}
