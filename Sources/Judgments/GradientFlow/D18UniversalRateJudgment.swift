import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// D18: gradients and descent in the full matrices, the reduced descent far out, and layers trained on samples.
  public static let d18UniversalRate = ClaimJudgment(
    claim: .d18UniversalRate,
    experiments: AnisotropicGradients.all + AnisotropicMatrices.all + AnisotropicLate.all
      + AnisotropicLayers.all,
    controls: AnisotropicGradients.controls + AnisotropicMatrices.controls + AnisotropicLate.controls
      + AnisotropicLayers.controls,
    own: .takes(required: [], optional: [.positions, .learningRate]) { own in
      let item = try AnisotropicCase.own(own)
      let late = AnisotropicLate(item: item, step: own.learningRate ?? 0.5)
      let delay = try AnisotropicMatrices.predicate(item.system(), step: late.step).delay
      guard delay <= 300 else {
        throw TheoryError(
          value: "tau = \(delay)", rule: "tau <= 300, so that the descent sees the slow phase")
      }
      return [late]
    })
}

/// Gradients in the full matrices at points along the reduced descent and off it, summed example by example.
struct AnisotropicGradients: Experiment {
  let item: AnisotropicCase
  /// The system that the gradients are held against; nil for their own.
  var told: AnisotropicCase?
  var kappaOfFrame = false
  var firstSubset = 1.0
  /// The sine of the angle by which the tokens' first two axes are turned out of the basis that is claimed.
  var tilt = 0.0

  static let all: [any Experiment] = AnisotropicCase.enumerated.map { AnisotropicGradients(item: $0) }

  /// The largest deviations over the points, each over max(1, |weights|, |gradient|).
  struct Row: EvidenceRow {
    let points: Int
    let value: Double
    let valueOffBasis: Double
    let logit: Double
    let keyQueryOffFamily: Double

    static let columns: [Column<Row>] = [
      Column(count: "points") { $0.points },
      Column("alpha' off") { $0.value }, Column("grad_V off Sigma's basis") { $0.valueOffBasis },
      Column("C' off") { $0.logit }, Column("grad_W off its family") { $0.keyQueryOffFamily },
    ]
  }

  var claim: Claim { .d18UniversalRate }
  var name: String {
    item.name + ", gradients" + (told.map { ", held against \($0.name)" } ?? "")
      + (kappaOfFrame ? ", kappa = 1/T" : "")
      + (tilt == 0 ? "" : ", axes turned by \(tilt)")
      + (firstSubset == 1 ? "" : ", first subset \(firstSubset) times as likely")
  }
  func cost(_ effort: Effort) -> Cost {
    item.sizes.sizes.map {
      FullMatrixCost.cost(FlowCase(item.tokens, item.variances.count, $0), gradients: 7)
    }.reduce(Cost()) { Cost(seconds: $0.seconds + $1.seconds, bytes: $0.bytes + $1.bytes) }
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let covariance = try item.covariance()
    var told = told ?? item
    if kappaOfFrame { told.positions = .orthonormalFrame(width: item.tokens) }
    let system = try told.system()
    var world = EnumeratedGradient.World()
    world.firstSubset = firstSubset
    let d = item.variances.count
    let sums = try item.sizes.sizes.map {
      try EnumeratedGradient(
        Problem(tokens: item.tokens, dimension: d, sparsity: $0), positions: .oneHot, world: world,
        covariance: tilt == 0 ? covariance : covariance.tilted(bySine: tilt))
    }
    var worst = [0.0, 0, 0, 0]
    let points = try points()
    for point in points {
      var weights = AttentionWeights(
        alpha: 0, logit: point.logit, dimension: d, positionDimension: item.tokens, family: .centered)
      weights.value = covariance.diagonal(point.values)
      var value = [Double](repeating: 0, count: d * d)
      var keyQuery = [Double](repeating: 0, count: item.tokens * item.tokens)
      for (sum, share) in zip(sums, item.sizes.probabilities) {
        let gradient = try sum.gradient(at: weights)
        for k in value.indices { value[k] += share * gradient.value[k] }
        for k in keyQuery.indices { keyQuery[k] += share * gradient.keyQuery[k] }
      }
      let fit = try FamilyFit(
        centeredIdentity: Matrix(rows: item.tokens, columns: item.tokens, elements: keyQuery))
      let turned = covariance.inBasis(value)
      let velocity = system.velocity(point)
      let norm = turned.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let scale = max(1, norm, fit.norm, point.values.reduce(0) { max($0, abs($1)) })
      let off = turned.indices.map { $0 % (d + 1) == 0 ? 0 : abs(turned[$0]) }.reduce(0, max)
      let along = (0..<d).map { abs(turned[$0 * (d + 1)] + velocity.values[$0]) }.reduce(0, max)
      let seen = [along, off, abs(fit.coefficient + velocity.logit), fit.residual]
      worst = zip(worst, seen).map { max($0, $1 / scale) }
    }
    return Row(
      points: points.count, value: worst[0], valueOffBasis: worst[1], logit: worst[2],
      keyQueryOffFamily: worst[3])
  }

  private func points() throws -> [AnisotropicSystem.Point] {
    var path = try AnisotropicDescent(item.system(), stepSize: 0.1)
    let seen = try path.states(after: [10, 100, 1000, 20_000]).map(\.point)
    return seen
      + [(-0.5, 1), (0.3, -2), (2, 0.5)].map { alpha, logit in
        AnisotropicSystem.Point(
          values: item.variances.indices.map { alpha + 0.25 * Double($0) }, logit: logit)
      }
  }

  func judge(_ row: Row) -> [Check] {
    func check(_ name: String, _ value: Double) -> Check {
      let tolerance = D18UniversalRatePredicate.gradientTolerance
      return Check(
        name, D18UniversalRatePredicate.judge(difference: value, tolerance: tolerance, name),
        detects: .init(2 * tolerance, "of the gradient's scale"))
    }
    return [
      check("alpha'", row.value), check("grad_V off Sigma's basis", row.valueOffBasis),
      check("C'", row.logit), check("grad_W off its family", row.keyQueryOffFamily),
    ]
  }

  static let controls: [Control] = AnisotropicCase.enumerated.flatMap { item -> [Control] in
    let original = AnisotropicGradients(item: item)
    var kappa = original
    kappa.kappaOfFrame = true
    var controls: [Control] = [
      .nearMiss(
        of: original, "the first variance 2 % larger", check: "alpha'",
        AnisotropicGradients(item: item, told: item.scaled(1.02))),
      .nearMiss(of: original, "kappa = 1/T for 1/(T-1)", check: "C'", kappa),
    ]
    var tilted = original
    tilted.tilt = 1e-6
    controls.append(
      .nearMiss(
        of: original, "axes turned by 1e-6", check: "grad_V off Sigma's basis", tilted))
    var uneven = original
    uneven.firstSubset = 1.001
    controls.append(
      .nearMiss(
        of: original, "the first subset 1.001 times as likely", check: "grad_W off its family", uneven))
    return controls
  }
}
