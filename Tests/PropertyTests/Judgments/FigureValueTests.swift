import Evidence
import Foundation
import TestSupport
import Testing
import Theory

@testable import Judgments

/// What figures show lies where their claims say: each line against a formula written here, each marker against its line.
///
/// So a series of another experiment, of another quantity or on the other axis is noticed, not only one that is missing.
@Suite(.notesIssues)
struct FigureValueTests {
  private typealias Point = SVGFigure.Series.Point

  // MARK: - From the published rows

  @Test("layers trained on samples lie on their flow's lines")
  func flowAndSamples() throws {
    let evidence = try CommittedEvidence.ofPackage.get()
    if !evidence.unread.isEmpty { return }
    let panels = try DrawnFigures.plot(FlowAndSamples.figure(evidence.snapshot), panels: 3)
    let times = [
      "T=8 d=3 q=2, one-hot": [10, 25, 50, 100, 400.0], "T=20 d=5 q=3, one-hot": [50, 100, 150, 300, 1000],
      "T=8 d=3 q=2, frames": [100, 250, 500, 2000, 8000],
    ]
    for (panel, isRisk) in zip(panels, [false, false, true]) {
      for (name, times) in times {
        let (line, markers) = (panel.points(name, .line), panel.points(name, .markers))
        #expect(markers.map(\.x) == times)
        #expect(markers.allSatisfy { ($0.lower ?? .nan) < $0.y && $0.y < ($0.upper ?? .nan) })
        for marker in markers {
          let flow = Self.height(of: line, at: marker.x)
          // Of the whole: 1 for P, 3.4 for C. The risk has the noise's excess, 2.5 % late.
          let distance = isRisk ? abs(marker.y / flow - 1) : abs(marker.y - flow)
          #expect(
            distance < (isRisk ? 0.05 : 0.01), "\(panel.y.label), \(name), t = \(marker.x): \(distance)")
        }
      }
    }
    // Before training the mass is q/T and the logit 0; late the mass tends to 1 and R to 0.
    for (name, share) in [("T=8 d=3 q=2, one-hot", 0.25), ("T=20 d=5 q=3, one-hot", 0.15)] {
      let mass = panels[0].points(name, .line).map(\.y)
      #expect(try abs(#require(mass.first) - share) < 0.05 && #require(mass.last) > 0.8)
      #expect(mass == mass.sorted())
      let risk = panels[2].points(name, .line).map(\.y)
      #expect(risk == risk.sorted(by: >))
    }
  }

  @Test("floors by quadrature lie on the law of their own sparsity")
  func floorLaw() throws {
    let evidence = try CommittedEvidence.ofPackage.get()
    if !evidence.unread.isEmpty { return }
    let panel = try DrawnFigures.plot(FloorLawFigure.draw(evidence.snapshot), panels: 1)[0]
    for (q, widths) in [
      (1, [24, 32, 48, 64, 128]), (2, [24, 32, 48, 64, 128]), (3, [32, 48, 64, 128]), (5, [64, 128]),
    ] {
      let (line, floors) = (panel.points("law, q = \(q)", .line), panel.points("floor, q = \(q)", .markers))
      #expect(line.map(\.x) == (4...32).map { 4 * Double($0) })
      #expect(floors.map(\.x) == widths.map(Double.init))
      for floor in floors {
        let law = try A6FloorLaw(problem: Problem(tokens: 20, dimension: 5, sparsity: q), width: Int(floor.x))
        let told = try #require(line.first { $0.x == floor.x }).y
        #expect(
          abs(floor.y / told - 1) * law.riskRatio <= A6FloorLawPredicate(law).riskBand, "q = \(q), \(floor.x)"
        )
        // The leading order (q + 1) g P(margin < 0), as a share of d/q.
        #expect(abs(told / (law.risk * law.riskRatio * Double(q) / 5) - 1) < 1e-12)
      }
    }
  }

  // MARK: - Computed

  @Test("L (t - L/R) has the slopes 33, 32 and 30 of D10's coefficient at T=5 d=1 q=4")
  func nextOrder() throws {
    let panels = try DrawnFigures.plot(NextOrderFigure.draw(), panels: 2)
    // (N - eta)/(4 kappa) + q/(2 d kappa^2) with N = 1, kappa = 1/4.
    let cases = [
      ("Theory", "Flow", 33.0), ("Theory, step 1", "Gradient descent, step 1", 32),
      ("Theory, step 3", "Gradient descent, step 3", 30),
    ]
    for (theory, name, coefficient) in cases {
      let (line, markers) = (panels[1].points(theory, .dashedLine), panels[1].points(name, .markers))
      #expect(line.map(\.x) == markers.map(\.x))
      #expect(abs(line[0].x - 300) < 2 && abs(line[20].x - 1e5) < 2)
      #expect(abs(Self.slope(line, 0, 20) / coefficient - 1) < 1e-9)
      // What is left is of the order 1/sqrt(t): some thousandths over the last decade.
      let seen = Self.slope(markers, 12, 20)
      #expect(abs(seen / coefficient - 1) < 0.012, "\(name): \(seen)")
      #expect(zip(line, markers).allSatisfy { abs($0.y - $1.y) < 4 })
    }
    // Left: L t/(t - z/L) with L = 2 for the same z.
    for (place, names) in [("Theory", SVGFigure.Series.Style.dashedLine), ("Flow", .markers)] {
      let (left, right) = (panels[0].points(place, names), panels[1].points(place, names))
      #expect(
        zip(left, right).allSatisfy { $0.x == $1.x && abs($0.y * ($0.x - $1.y / 2) / (2 * $0.x) - 1) < 1e-9 })
    }
  }

  @Test("2 kappa t R is inside its enclosure, and that inside the bounds of Omega")
  func provedRate() throws {
    let panels = try DrawnFigures.plot(ProvedRateFigure.draw(), panels: 2)
    for (index, panel) in panels.enumerated() {
      let shift = Double(index)
      let (bounds, enclosures) = (
        panel.points("Bounds of Omega", .line), panel.points("Enclosure", .dashedLine)
      )
      let flow = panel.points("Flow, computed", .markers)
      for point in flow {
        let enclosure = try #require(enclosures.first { abs($0.x / point.x - 1) < 1e-9 })
        let (lower, upper) = try (#require(enclosure.lower), #require(enclosure.upper))
        let error = 1e-8 * (point.y + shift)
        #expect(lower - error <= point.y && point.y <= upper + error, "t = \(point.x)")
        #expect(upper - lower < 1e-5)
      }
      for bound in bounds {
        let enclosure = try #require(enclosures.first { $0.x == bound.x })
        #expect(
          try #require(bound.lower) <= enclosure.y && enclosure.y <= #require(bound.upper), "t = \(bound.x)")
      }
      let widths = bounds.map { ($0.upper ?? .nan) - ($0.lower ?? .nan) }
      #expect(try #require(widths.first) > 100 * #require(widths.last))
      // From its limit the distance falls like ln t/t.
      #expect(try abs(#require(flow.last).y + shift - 1) < 1e-6)
    }
    // At t = 1 the risk is nearly the trivial d/q = 5/3, and 2 kappa t R = 2 (5/3)/19 to a part in twenty.
    #expect(try abs(#require(panels[0].points("Flow, computed", .markers).first).y / (10 / 57.0) - 1) < 0.05)
    #expect(panels[1].series.flatMap(\.points).allSatisfy { $0.x >= 1e3 })
  }

  @Test(
    "every flow line falls in risk to the best alpha, and layers trained on samples follow the one from zero")
  func phasePortrait() throws {
    let panel = try DrawnFigures.plot(ClaimJudgment.phasePortrait(Settings()), panels: 1)[0]
    // T=8 d=3 q=2, so N = 6: P, then R = d [(1 - alpha P)^2/q + alpha^2 (1 - P)^2/N].
    func mass(_ logit: Double) -> Double { 2 / (2 + 6 * exp(-logit)) }
    func risk(_ point: Point) -> Double {
      let (fit, rest) = (1 - point.y * mass(point.x), point.y * (1 - mass(point.x)))
      return 3 * (fit * fit / 2 + rest * rest / 6)
    }
    func best(_ logit: Double) -> Double {
      let (on, off) = (mass(logit), 1 - mass(logit))
      return (on / 2) / (on * on / 2 + off * off / 6)
    }
    let flows = panel.series.filter { $0.name == "Flow" && $0.style == .line }.map(\.points)
    let starts: [(Double, Double)] = [
      (-1.5, -2), (0, -2), (1.5, -2), (3, -2), (4, -0.5), (4.5, 3.5), (3, 3.5), (1.5, 3.5), (0, 3.5),
      (-1.5, 3.5),
      (-2, 0.2), (2.5, 0.5), (-2, 1.5), (-2, 2.4),
    ]
    #expect(flows.count == starts.count)
    let fromZero = panel.points("Flow from zero", .line)
    for (line, start) in zip(flows + [fromZero], starts + [(0, 0)]) {
      #expect(line.first == Point(start.0, start.1))
      let risks = line.map(risk)
      #expect(zip(risks, risks.dropFirst()).allSatisfy { $1 <= $0 * (1 + 1e-9) }, "from \(start)")
      let end = try #require(line.last)
      #expect(abs(end.y - best(end.x)) < 0.02 && end.x > 4, "from \(start) to \(end)")
    }
    #expect(panel.points("Best alpha", .dashedLine).allSatisfy { abs($0.y - best($0.x)) < 1e-12 })
    // C rises where alpha (P - (q/N)(1 - P)) < 1.
    func edge(_ point: Point) -> Double { point.y * (mass(point.x) - (1 - mass(point.x)) / 3) }
    #expect(panel.points("alpha_c(C)", .dashedLine).allSatisfy { abs(edge($0) - 1) < 1e-12 })
    // A layer's times t = e^(0.15 k) - 1 are every third of the line's.
    let layers = panel.series.filter { $0.name == "SGD on samples" && $0.style == .markers }.map(\.points)
    #expect(Set(layers.map { $0.map(\.x) }).count == 3)
    for layer in layers {
      for (step, seen) in layer.enumerated() {
        let flow = fromZero[3 * (step + 1)]
        #expect(abs(seen.x - flow.x) < 0.06 && abs(seen.y - flow.y) < 0.12, "\(seen) for \(flow)")
      }
    }
  }

  @Test("below the step limit t R tends to 1/(2 kappa), beyond it the risk stays")
  func stepLimit() throws {
    let panel = try DrawnFigures.plot(StepLimitFigure.draw(), panels: 1)[0]
    // At T=4 d=20 q=2 the limit is 0.8 and 1/(2 kappa) = (T - 1)/2.
    #expect(panel.points("1/(2 kappa t)", .dashedLine).allSatisfy { abs($0.x * $0.y / 1.5 - 1) < 1e-9 })
    for (multiple, ends) in [(0.95, true), (1.05, false)] {
      let line = panel.points("Step \(multiple) of the limit", .line)
      let (first, last) = try (#require(line.first), #require(line.last))
      #expect(abs(first.x / (multiple * 0.8) - 1) < 1e-9 && abs(last.x / (multiple * 0.8 * 8000) - 1) < 2e-4)
      let late = line.suffix(5).map { $0.x * $0.y / 1.5 }
      #expect(
        late.allSatisfy { ends ? abs($0 - 1) < 0.02 : $0 > D14StepLimitPredicate.staysAtLeast },
        "\(multiple): \(late)")
      // Where both have nearly reached it, before rounding has grown, both lie on the law.
      let middle = line.filter { (40...80).contains($0.x) }.map { $0.x * $0.y / 1.5 }
      #expect(middle.count > 3 && middle.allSatisfy { abs($0 - 1) < 0.25 }, "\(multiple): \(middle)")
    }
  }

  @Test("drawn scores have Student's density")
  func marginHistogram() throws {
    let panels = try DrawnFigures.plot(MarginHistogram.figure(Settings()), panels: 2)
    for (width, nu, bin) in [(64, 62.0, 0.05), (8, 6, 0.1)] {
      for panel in panels {
        let line = panel.points("Student, nu = \(Int(nu))", .line)
        let bars = panel.points("drawn, d_e = \(width)", .markers)
        let peak = try #require(line.first { abs($0.x) < 1e-9 }).y
        // (1 + x^2/q)^(-(nu + 1)/2) with q = 3, over its value at 0.
        #expect(line.allSatisfy { abs($0.y / peak / pow(1 + $0.x * $0.x / 3, -(nu + 1) / 2) - 1) < 1e-9 })
        let misses = bars.filter { bar in
          let density = peak * pow(1 + bar.x * bar.x / 3, -(nu + 1) / 2)
          return !((bar.lower ?? .nan)...(bar.upper ?? .nan)).contains(density)
        }
        // Each is a 95 % interval.
        #expect(misses.count <= 8, "R^\(width): \(misses.count) of \(bars.count)")
        let mass = bars.reduce(0) { $0 + $1.y * bin }
        #expect(mass > 0.96 && mass < 1.0001, "R^\(width): \(mass)")
        #expect(abs(peak - (nu == 6 ? 0.541266 : 1.806318)) < 1e-6)
      }
    }
  }

  @Test("attention is even before training and on the subset alone after it, for every subset")
  func attentionMaps() throws {
    let svg = try AttentionMaps.figure(Settings()).svg
    // T=8 q=2: three tables of 28 subsets and 8 tokens, and a scale of 11 colours; a cell's opacity is q times its attention.
    let cells = svg.matches(of: /class="c0 band" style="fill-opacity: ([0-9.]+)"/).map {
      Double($0.1) ?? .nan
    }
    try #require(cells.count == 11 + 3 * 28 * 8)
    let tables = (0..<3).map { Array(cells[(11 + 224 * $0)..<(11 + 224 * ($0 + 1))]) }
    let subsets = Array(Subsets(of: try Problem(tokens: 8, dimension: 3, sparsity: 2)))
    let chosen = Set(subsets.enumerated().flatMap { row, subset in subset.map { 8 * row + $0 } })
    #expect(chosen.count == 56)
    #expect(tables[0].allSatisfy { $0 == 0.25 })
    for (table, mass) in [(tables[1], 0.5), (tables[2], 0.876)] {
      let on = chosen.reduce(0) { $0 + table[$1] } / 56
      #expect(abs(on - mass) < 0.02, "mass \(on), by the flow \(mass)")
      #expect(abs(table.reduce(0, +) / 28 - 2) < 0.05)
      let least = chosen.map { table[$0] }.min() ?? .nan
      let most = table.indices.filter { !chosen.contains($0) }.map { table[$0] }.max() ?? .nan
      #expect(least > 2 * most, "\(least) on a subset, \(most) off it")
    }
  }

  // MARK: - Points

  /// The height of a line between its points, linear in ln x, and in ln y where that is positive.
  static func height(of line: [SVGFigure.Series.Point], at x: Double) -> Double {
    guard let end = line.indices.dropFirst().first(where: { line[$0].x >= x * (1 - 1e-12) }) else {
      return .nan
    }
    let (from, to) = (line[end - 1], line[end])
    let share = log(x / from.x) / log(to.x / from.x)
    return from.y > 0 ? from.y * pow(to.y / from.y, share) : from.y + share * (to.y - from.y)
  }

  /// The slope between two points against ln x.
  private static func slope(_ points: [Point], _ from: Int, _ to: Int) -> Double {
    (points[to].y - points[from].y) / log(points[to].x / points[from].x)
  }
}
