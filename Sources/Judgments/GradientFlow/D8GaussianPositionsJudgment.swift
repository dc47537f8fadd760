import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// D8: layers trained on Gaussian positions, one by one and in the mean, and the system's moments, stall
  /// and approach to the orthonormal law.
  public static let d8GaussianPositions = ClaimJudgment(
    claim: .d8GaussianPositions,
    experiments: GaussianLayers.all.map { GaussianLayer(layers: $0) }
      + GaussianLayers.all.map { GaussianLayerMeans(layers: $0) }
      + SampledMoments.all + GaussianStall.all + OrthonormalApproach.all,
    controls: GaussianLayer.nearMisses + GaussianLayerMeans.nearMisses + SampledMoments.nearMisses
      + GaussianStall.nearMisses + OrthonormalApproach.nearMisses + [GaussianLayer.farControl],
    own: .takes(required: [.positions], optional: [.batch, .learningRate, .steps, .logit]) { own in
      let recipe = try AttentionRecipe.own(own, allowed: [.gaussian])
      let (width, problem) = (recipe.positionDimension, recipe.problem)
      _ = try GaussianPositionFlow(problem: own.problem, width: width, largestLogit: 1)
      guard own.logit ?? 2 > 0, own.logit ?? 2 <= 6 else {
        throw TheoryError(value: "logit = \(own.logit ?? 2)", rule: "0 < logit <= 6")
      }
      return [
        GaussianLayer(layers: GaussianLayers(recipe: recipe)),
        SampledMoments(problem: problem, width: width, logit: own.logit ?? 2),
      ]
    })
}
