import Evidence
import Sim
import Theory

/// Full layers started with tiny W_XE and V_E, along their exact flow, against the propagator.
///
/// Four starts: along W_XE or V_E, on a random direction whose rows sum to 0 or whose columns are equal.
struct TinyDeviations: Experiment {
  let problem: SmallProblem
  var hasSigns = false
  /// Whether the propagator is that with W_EE held at zero.
  var holdsAttention = false
  static let propagator = "propagator"
  static let amplification = "amplification"

  static let all = [(3, 2, 1), (4, 2, 1), (4, 1, 2), (6, 2, 2), (8, 1, 1)].map {
    TinyDeviations(problem: SmallProblem($0.0, $0.1, $0.2))
  }

  struct Row: EvidenceRow {
    /// What the starts have become at a time, by their size.
    struct Point: Codable, Hashable, Sendable {
      let time: Double
      let centered: TransversalMap
      let uniform: TransversalMap
      /// The larger of the two largest singular values.
      let amplification: Double
      /// The largest entry outside the start's direction.
      let rest: Double
    }
    let points: [Point]

    static let columns: [Column<Row>] = [
      Column(series: "t") { $0.points.map(\.time) },
      Column(series: "largest singular value", digits: 7) { $0.points.map(\.amplification) },
      Column(series: "outside the direction", digits: 2) { $0.points.map(\.rest) },
    ]
    static let conditions: Set<String> = ["time"]
  }

  var claim: Claim { .d16TransversalStability }
  var name: String {
    "\(problem.name), tiny blocks" + (hasSigns ? ", sign tokens" : "")
      + (holdsAttention ? ", propagator with W_EE held" : "")
  }
  func repetitions(_ effort: Effort) -> Int { ExactLayers.repetitions(problem, effort) }
  /// Gradients to about 1.5 saddles' ends: 4 starts, 4 a step of T/10.
  func cost(_ effort: Effort) -> Cost { ExactLayers.cost(problem, gradients: 500, signs: hasSigns) }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let layers = try ExactLayers(problem, signs: hasSigns)
    let times = try times()
    var stream = RandomStream(try trial.address(settings), step: 0)
    let kinds = [true, false].map { direction(centered: $0, &stream) }
    // By kind, then by block of the start, then by time.
    let responses = try kinds.map { kind in
      try [\TokenLayer.tokenKey, \TokenLayer.positionValue].map { block in
        try path(layers, from: block, kind, times)
      }
    }
    return Row(
      points: times.indices.map { index in
        let maps = responses.map { starts in
          TransversalMap(
            keyByKey: starts[0][index].key, keyByValue: starts[1][index].key,
            valueByKey: starts[0][index].value, valueByValue: starts[1][index].value)
        }
        return Row.Point(
          time: times[index], centered: maps[0], uniform: maps[1],
          amplification: max(maps[0].largestSingularValue, maps[1].largestSingularValue),
          rest: responses.joined().map { $0[index].rest }.reduce(0, max))
      })
  }

  /// Shares of the time at which the saddle ends.
  private func times() throws -> [Double] {
    let end = try TransversalFlow(problem.problem()).saddleEnd()
    return [0.25, 0.5, 0.75, 1, 1.25, 1.5].map { $0 * end }
  }

  /// A random unit matrix d x T, row-major, whose rows sum to 0, or whose columns are equal.
  private func direction(centered: Bool, _ stream: inout RandomStream) -> [Double] {
    let length = problem.tokens
    var result = [Double](repeating: 0, count: problem.inputDimension)
    for i in 0..<problem.dimension {
      let row = (0..<length).map { _ in stream.normal() }
      let mean = row.reduce(0, +) / Double(length)
      for t in 0..<length { result[i * length + t] = centered ? row[t] - mean : mean }
    }
    let norm = result.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return result.map { $0 / norm }
  }

  private struct Response {
    let key: Double
    let value: Double
    let rest: Double
  }

  /// The flow from a block of size 1e-4 along a direction: its coefficients along the direction, and what is left.
  private func path(
    _ layers: ExactLayers, from block: WritableKeyPath<TokenLayer, [Double]>, _ direction: [Double],
    _ times: [Double]
  ) throws -> [Response] {
    let size = 1e-4
    var start = TokenLayer(layers.problem)
    start[keyPath: block] = direction.map { size * $0 }
    let path = try PopulationFlow.path(from: start, times: times, step: Double(problem.tokens) / 10) {
      layer throws(TheoryError) in try layers.gradient(layer)
    }
    return path.map { layer in
      let parts = [layer.tokenKey, layer.positionValue].map { entries in
        zip(entries, direction).reduce(0) { $0 + $1.0 * $1.1 }
      }
      let rest = zip([layer.tokenKey, layer.positionValue], parts).flatMap { entries, part in
        zip(entries, direction).map { abs($0 - part * $1) }
      }
      return Response(key: parts[0] / size, value: parts[1] / size, rest: rest.reduce(0, max) / size)
    }
  }

  func judge(_ row: Row) throws -> [Check] {
    let flow = try TransversalFlow(problem.problem(), holdsAttention: holdsAttention)
    let predicted = try flow.propagators(at: row.points.map(\.time))
    let seen = row.points.map(\.amplification)
    guard let largest = predicted.map(\.amplification).max(), seen.allSatisfy(\.isFinite),
      let top = seen.max()
    else { throw TheoryError(value: "\(seen)", rule: "a finite amplification at each time") }
    let tolerance = D16TransversalStabilityPredicate.propagatorTolerance
    return [
      Check(
        Self.propagator,
        .all(
          zip(row.points, predicted).map {
            D16TransversalStabilityPredicate.judge(
              centered: $0.centered, uniform: $0.uniform, rest: $0.rest, predicted: $1)
          }), detects: .init(2 * tolerance, "of a start")),
      Check(
        Self.amplification,
        D16TransversalStabilityPredicate.judge(amplification: top, stated: largest),
        detects: .init(2 * tolerance, "of a start")),
    ]
  }

  static let nearMisses: [Control] =
    all.filter { $0.problem.inputDimension < 8 }.map { original in
      var signs = original
      signs.hasSigns = true
      return .nearMiss(of: original, "fourth moment 1 for 3", check: propagator, signs)
    }
    + all.filter { $0.problem.inputDimension <= 8 }.map { original in
      var held = original
      held.holdsAttention = true
      return .nearMiss(of: original, "C held at 0 in the propagator", check: amplification, held)
    }
}
