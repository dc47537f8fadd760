import Evidence
import Theory

extension ReportProse {
  /// The words of REPORT.md; numbers in them are computed from the theory, what was measured stands beside them.
  ///
  /// - Throws: `TheoryError` never, for the problems named here.
  public static func ofPackage() throws(TheoryError) -> ReportProse {
    ReportProse(
      asked: asked, parts: [promises, try sharper(), beyond], nonClaims: nonClaims, questions: openQuestions,
      sampling: sampling)
  }

  private static let asked = """
    A sequence of $T$ tokens $x_1, \\dots, x_T \\in \\mathbb{R}^d$ comes with a subset $y$ of $q$ of its places, drawn
    uniformly. Asked for is the mean of the tokens of the subset, $\\mathrm{STS}_q(X, y) = \\frac{1}{q}\\sum_{i \\in y} x_i$.
    The risk of a predictor is $R(f) = \\mathbb{E}\\lVert f(X, y) - \\mathrm{STS}_q(X, y)\\rVert^2$; answering 0 always
    has the risk $d/q$. Tokens are standard Gaussian unless something else is said.

    One layer of attention sees a token beside a vector that stands for its place, and learns where to look. A fully
    connected network sees all tokens at once and may be as deep as it likes. *Transformers Provably Learn Sparse Token
    Selection While Fully-Connected Nets Cannot* (Wang, Wei, Hsu, Lee, ICML 2024,
    [arXiv:2406.06893](https://arxiv.org/abs/2406.06893)) says that gradient descent teaches the first to solve this task,
    also at lengths it has not seen, and that the second needs a width that grows with $Td$. This report asks whether that is
    so, with which constants, and where it stops being so. What is trained here is trained in the run that wrote this report.
    """

  private static let promises = Part(
    "1. What the paper promises",
    "Four promises, each as a closed form whose constants are those that the computation finds.",
    chapters: [
      Chapter(
        "A lower bound for fully connected networks",
        """
        Let the first layer of a network have $m$ neurons whose weights on the tokens do not depend on $y$; what follows may
        be of any depth, width and activation. Its risk is then at least
        $\\mathrm{LB}(m) = \\max\\left(\\frac{d}{q} - \\frac{m}{T}, \\frac{(Td-m)(T-q)}{qT(T-1)}, 0\\right)$. For a fixed share
        of $d/q$ the first layer must be as wide as a fixed share of $Td$, whatever comes after it. Trained networks of several
        kinds are held against the bound, and so are the best predictors that a given first layer allows.
        """, claims: [.f2RiskLowerBound, .f4WidthNeeded]),
      Chapter(
        "Attention concentrates on the subset",
        """
        If the query scores 1 on the places of the subset and at most $1 - \\gamma$ elsewhere, then logits $C$ times the score
        put all but $\\frac{N}{q}e^{-\\gamma C}$ of the attention's odds on the subset, $N = T - q$. Random positions have such a
        margin once their dimension is of the order $q \\log T$; the law of one score is a Student law exactly, so the dimension
        that suffices is a number and not an order.
        """, claims: [.a3Concentration, .a4WidthForMargin], figure: .a4WidthForMargin),
      Chapter(
        "Gradient descent learns it",
        """
        Started from zero, the gradient flow of an attention layer keeps the symmetry of the task, so that two numbers say
        everything: the scale $\\alpha$ of the values and the logit $C$ of the subset. It learns from zero and from every other
        start, and the risk falls neither faster nor slower than $\\frac{1}{2\\kappa t}$, where $\\kappa$ belongs to the
        positions alone.
        """, claims: [.d1Symmetry, .d2FlowSystem, .d4SharpRate, .d11EveryStart], figure: .d11EveryStart),
      Chapter(
        "What was learned holds at other lengths",
        """
        With positions drawn anew in every example the weights learned at one length are the right ones at every other: the
        same $(\\alpha, C)$ enters the same formula with the other length's $T'$ and $q'$. Layers trained by stochastic gradient
        descent are tested on sequences from half to many times the length that they saw.
        """, claims: [.l1Transfer, .l4LongerSequences], figure: .l4LongerSequences),
    ])

  private static func sharper() throws(TheoryError) -> Part {
    Part(
      "2. What is sharper here",
      "Constants in place of orders, identities in place of inequalities, and the proof that no better constant exists.",
      chapters: [
        Chapter(
          "The bound is an identity, and it is attained",
          """
          $\\mathrm{LB}(m)$ is the sum of the $Td - m$ smallest eigenvalues of $S = \\mathbb{E}[M_y^\\top M_y]$. Every network's
          risk splits exactly into a certificate, which its first layer alone decides, and an excess, which is what the rest fails
          to do. The infimum over networks is $\\mathrm{LB}(m)$ itself: a bilinear predictor has that risk, ReLU networks written
          down by hand come as close as one likes, and trained ones within a few per cent.
          """,
          claims: [
            .f1Spectrum, .f3Certificate, .f5Attained, .f6HandMadeNetwork, .f10TrainedNetworks,
            .f11ReLUAttains,
          ],
          figure: .f10TrainedNetworks),
        Chapter(
          "The failure is typical, and in the worst case it has a constant",
          """
          A large risk could be carried by rare inputs. It is not: the distribution of a narrow network's error lies to the right
          of a known one. And below the full rank there are always bounded tokens on which the error is at least
          $\\frac{1}{2q-1}$, a constant that is attained.
          """, claims: [.f7WorstCase, .f8InProbability], figure: .f8InProbability),
        Chapter(
          "The risk of attention, exactly, and how wide positions must be",
          """
          Whatever an attention layer attends to, its risk over the tokens is a quadratic form in the attention; for aligned
          weights it is a function of $(\\alpha, C)$ alone, with the best $\\alpha$ and the least risk at every logit. Positions
          drawn anew need a width of the order $q \\log T$, and its constant is known: the least risk falls like
          $(1 + \\frac{1}{q})^{-d_e/2}$, by a law whose factor is the minimum of one function, and layers trained on samples reach
          what it promises. Fixed positions need $\\min(2q, T - 1)$ dimensions and not one fewer; what they cost instead is
          precision, about $2q \\log_2 T$ bits of every score.
          """, claims: [.a1RiskGivenAttention, .a2AlignedWeights, .a6FloorLaw, .a7LeastWidth],
          figure: .a6FloorLaw),
        Chapter(
          "The whole path of learning",
          """
          The flow has three phases, whose times and heights are known before it runs: the values grow, the attention turns to the
          subset, the risk falls like $\\frac{1}{2\\kappa t}$. Known too are the next order of the rate, the effect of the step
          size and the longest step that can end at risk 0, what a random start conserves and how fast it forgets the rest, and
          why a full layer, whose attention could depend on the tokens, finds one that does not. The rate is no asymptotic
          statement only: interval arithmetic encloses the flow at every time. No covariance of the tokens changes it; Nesterov's
          momentum squares the time, two factors in place of $W$ gain a logarithm, and weight decay ends the training at a
          known point.
          """,
          claims: [
            .d3Energy, .d5Phases, .d6StepSize, .d9RandomStart, .d10NextOrder, .d13PositionOnly, .d14StepLimit,
            .d15ProvedRate,
            .d16TransversalStability, .d18UniversalRate, .d19FactorizedAttention, .d20Acceleration,
            .d21WeightDecay,
          ],
          figure: .d10NextOrder),
        Chapter(
          "What a longer sequence costs",
          """
          Length generalization has a price: at the same $q$ the risk at length $T'$ grows with $(T'-T)^2$, a law that trained
          layers follow; at the same density $q/T$ there is none: the risk is $N/N'$ times as large, $N = T - q$.
          """, claims: [.l2QuadraticLaw], figure: .l2QuadraticLaw),
        Chapter(
          "The separation, in numbers",
          """
          \(try separation()) Trained side by side, with as many parameters and as many samples, each model ends where its own
          theory says.
          """, claims: [.s1Widths, .s2TrainedPairs], figure: .s1Widths),
      ])
  }

  /// The widths at a million tokens, from S1.
  private static func separation() throws(TheoryError) -> String {
    let problem = try Problem(tokens: 1_000_000, dimension: 5, sparsity: 3)
    let widths = try S1Widths(problem: problem, share: Rational(numerator: 1, denominator: 100))
    return """
      At \(grouped(problem.tokens)) tokens, $d = \(problem.dimension)$, $q = \(problem.sparsity)$, and for 1 % of the trivial risk, a fully
      connected network of any depth needs a first layer of \(grouped(widths.networkWidth)) neurons; one attention layer does it at width
      \(grouped(widths.attentionWidth)).
      """
  }

  /// A whole number with commas between thousands.
  private static func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    return digits.indices.map { index in
      let separates = index > 0 && (digits.count - index).isMultiple(of: 3)
      return (separates ? "," : "") + String(digits[index])
    }.joined()
  }

  private static let beyond = Part(
    "3. What goes beyond", "Where the assumptions end, and what training on samples adds.",
    chapters: [
      Chapter(
        "Other tokens, correlated tokens, and bits",
        """
        The lower bound needs more than a covariance: tokens of signs pass through one neuron without loss. For smooth laws it
        holds again, divided by the Fisher information, and for noisy or quantised neurons it holds for every law in bits, by
        rate and distortion, however many neurons there are. Tokens that resemble their neighbours need less width, by an exact
        amount: at $T = 64$, $d = 1$, $q = 2$ and a correlation of 0.9 two neurons take half of the risk away, where independent
        tokens take 32. A width in proportion to $Td$ is the price of nearly independent tokens.
        """, claims: [.f9OneNeuronDecoder, .f12SmoothLaws, .f13Bits, .f20CorrelatedTokens],
        figure: .f12SmoothLaws),
      Chapter(
        "Finite training sets",
        """
        Trained on $n$ fixed examples by any method that commutes with rotations of the input, a fully connected network of any
        width and depth cannot on average go below $\\left(1 - \\frac{n}{Td}\\right)\\frac{d}{q}$: its first layer keeps what
        it started with outside the span of the examples. So the lower bound on neurons is one on examples too. Adam does not
        commute with rotations, and is outside.
        """, claims: [.f14Samples], figure: .f14Samples),
      Chapter(
        "Attention on finite training sets",
        """
        On the same examples an attention layer whose positions are drawn anew at each step moves along $d^2 + 1$ numbers, and
        learns the task or turns away from it, by the examples' chance. The share of data sets learnt follows a law of one
        variable, $dq(n - d - 1)/(T - q)$: from zero attention too needs examples in proportion to $T$, several times fewer than a
        network's $Td$; from a start that looks at the subset a little, a number that hardly grows.
        """, claims: [.s3Samples], figure: .s3Samples),
      Chapter(
        "Other first layers, subsets and losses",
        """
        A first layer shared over the tokens needs $d$ channels and no more, whatever $T$: what fails is a first layer on the
        flattened sequence, not a network as such. A skip connection is worth $d$ neurons; neurons and bits are limited together;
        and of all laws of the subset the uniform one is the hardest. The share of the trivial risk that is left at width $m$ is
        the share of every robust loss that is left: of $\\lVert e\\rVert$, Huber's, the logarithmic and every clipped loss, so
        that errors are large with a probability that is known. A network whose input is divided by its length sees less, and its
        bound is higher by the variance of the length.
        """,
        claims: [
          .f15SharedLayer, .f16RobustLosses, .f17WidthAndBits, .f18SkipConnection, .f19AnyLaw,
          .f21NormalizedInput,
        ]),
      Chapter(
        "Other queries, other positions",
        """
        With positions drawn anew at a fixed width no query reaches risk 0. The sum of the subset's positions, the usual query,
        has a floor that stays a fixed share of $d/q$; the dual query has one far below it. On Gaussian positions of a fixed
        width, drawn anew, two numbers still describe the flow, but it stalls at a positive floor that can be computed before
        training. A layer trained on fixed one-hot positions has learned nothing about places that it has not seen: at longer
        sequences its risk is a known positive number, however long it was trained.
        """, claims: [.a5QueryFloor, .d8GaussianPositions, .l3FixedPositions]),
      Chapter(
        "Training on samples",
        """
        Stochastic gradient descent follows the flow, with a correction that can be computed: the mean and the spread over networks
        of the risk and of every weight that matters, at every step. Late, its noise leaves
        $\\frac{\\eta(d+q-1)}{2qB}$ of the risk, $\\eta$ the step size and $B$ the batch, if the step is small and the batch
        large; the exact amount has an edge, which lies below $\\frac{2q}{1 + (d+1)/B}$ and not at $2q$. Adam begins another
        way, close to descent by signs, and comes to the same curve.
        """, claims: [.d7SampleTracking, .d12GradientNoise, .d17ExactMisadjustment, .d22Adam],
        figure: .d12GradientNoise),
    ])
}
