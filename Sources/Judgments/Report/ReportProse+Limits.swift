import Evidence
import Sim
import Theory

extension ReportProse {
  /// What the law of the drawn normals costs the false-alarm probabilities.
  static let sampling = """
    Normal numbers are made of 32-bit words and end at \(NumberText.text(NormalSamplerLaw.largest, digits: 3)) standard \
    deviations. None of their even moments exceeds the normal law's (the variance is smaller by \
    \(NumberText.short(NormalSamplerLaw.varianceDeficit))), so the inequalities, which bound exponential moments, lose nothing at \
    upper tails, and at lower ones a factor \(NumberText.short(NormalSamplerLaw.falseAlarmFactor(normals: 1e8))) for 10^8 numbers.
    """

  /// What the claims do not say.
  static let nonClaims = [
    "On finite training sets the bound is for fully connected networks, and not for Adam. How many examples attention needs if they are used again is observed and not proved: the law is a sketch, held against the averaged flow, and against trained layers at a few lengths; their positions are drawn anew at every step, and fixed ones are not treated.",
    "The lower bound in neurons is about networks whose first layer reads the flattened sequence with weights that do not depend on $y$. A network that is fed the tokens of the subset, or multiplies tokens by the indicator of $y$ before its first layer, is not such a network; a layer shared over tokens, or convolved along them, has a bound of its own, and a recurrence is treated by the bits of its state alone.",
    "It needs a law of the tokens with $\\mathbb{E}[(I - \\Pi)\\mathrm{vec}(X) \\mid W\\mathrm{vec}(X)] = 0$, as spherical laws have, or a smooth density, or neurons of finitely many bits. For discrete tokens and exact real neurons it is false, which is itself a claim here.",
    "The bound counts the rank of the first layer. It says nothing of what a network with $m \\ge Td$ learns; those trained here do learn the task.",
    "The attention is one layer of one head with a softmax over positions, trained from zero, near it or from an aligned start; not several layers or heads, and no layer normalisation or feed-forward block beside it.",
    "Formulas of the flow are for one-hot positions or random orthonormal frames drawn anew; on Gaussian positions the moments are computed numerically. Learned positions are not treated.",
    "An observed claim is a count over the networks trained here, not a theorem about training. Its page says how many networks, and on which seeds its thresholds were set.",
    "A check cannot see violations smaller than it can detect. Where that size is known it stands beside the check on its claim's page.",
  ]

  /// Questions left open by the paper, and what is answered.
  static let openQuestions = [
    Question(
      "Do layers with fixed positions generalize to longer sequences?",
      "Not with one-hot positions whose later rows were never trained: the risk there is a known positive number. Layers on fixed Gaussian positions were seen to fail too; other fixed positions are not treated.",
      claims: [.l3FixedPositions, .l4LongerSequences]),
    Question(
      "Must the tokens be Gaussian?",
      "For attention a mean of 0, the covariance $I$ and no correlation between tokens suffice. For the lower bound a covariance does not suffice, a smooth density does.",
      claims: [.a1RiskGivenAttention, .f9OneNeuronDecoder, .f12SmoothLaws]),
    Question(
      "What does training on samples, with a step size, add to the flow?",
      "The effect of the step is known to first order, and that of the noise as a law of its mean and spread; late, for every step and batch, and up to which step.",
      claims: [.d6StepSize, .d7SampleTracking, .d12GradientNoise, .d17ExactMisadjustment]),
    Question(
      "Do small random starts change what is learned?",
      "The flow of the two numbers learns from every start. With one-hot positions what small random starts conserve and how fast the rest decays is known, to first order around the flow from zero.",
      claims: [.d9RandomStart, .d11EveryStart]),
    Question(
      "How many training samples are needed, if they are used again?",
      "A fully connected network of any width needs $(1 - \\epsilon) Td$ for $\\epsilon\\, d/q$, on average and trained without coordinate-wise methods. Attention from zero, its positions drawn anew, was seen to take about $1.64 N/(dq) + d + 1$ for nine in ten data sets: in proportion to $T$ too, but several times fewer; from a start that looks at the subset a little, a number that hardly grows.",
      claims: [.f14Samples, .s3Samples]),
  ]
}
