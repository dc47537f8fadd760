/// What every plot of the published report shows: for each panel its axes, then each series with its style and its points.
///
/// Read off the drawn figures and compared with the experiments of the default run. Who adds an experiment to a figure adds its points here.
enum FigureContents {
  /// By the file's name, in the words of `DrawnFigures.contents`.
  static let expected: [String: String] = [
    "ErrorDistribution.svg": """
    squared error r, logarithmic | probability of at most r, logarithmic
      Anderson envelope: 20 line with bars
      trained networks: 20 markers with bars
    squared error r, logarithmic | probability of at most r, logarithmic
      Anderson envelope: 20 line with bars
      trained networks: 20 markers with bars
    squared error r, logarithmic | probability of at most r, logarithmic
      Anderson envelope: 20 line with bars
      trained networks: 20 markers with bars
    squared error r, logarithmic | probability of at most r, logarithmic
      Anderson envelope: 20 line with bars
      trained networks: 20 markers with bars
    """,
    "F10TrainedNetworks.svg": """
    first-layer width m | risk (mean squared error)
      lower bound LB(m): 65 line
      made by hand, one hidden layer: 32 dashedLine
      certificate, mean: 7 markers with bars
      trained networks: 35 markers with bars
    """,
    "SmoothLaws.svg": """
    noise tau on the signs, logarithmic | risk (mean squared error), logarithmic
      Gaussian bound LB(1): 14 dashedLine
      bound LB(1)/j: 14 line
      certificate of the best neuron / j: 14 line
      best decoder of one neuron: 14 markers
    noise tau on the signs, logarithmic | risk (mean squared error), logarithmic
      Gaussian bound LB(1): 14 dashedLine
      bound LB(1)/j: 14 line
      certificate of the best neuron / j: 14 line
      best decoder of one neuron: 14 markers
    """,
    "Bits.svg": """
    bits B | risk (mean squared error)
      D(B): 81 line
      sign neurons, random: 18 markers
      sign neurons, eigenvectors: 3 markers
      noisy neurons, random: 15 markers
      noisy neurons, matched: 5 markers
    neurons m | risk (mean squared error)
      LB(m): 81 dashedLine
      sign neurons, random: 18 markers
      sign neurons, eigenvectors: 3 markers
      noisy neurons, random: 15 markers
      noisy neurons, matched: 5 markers
    """,
    "Samples.svg": """
    examples n/(Td) | risk / (d/q)
      1 - n/(Td): 17 line
      width 8: 3 markers with bars
      width 32: 3 markers with bars
      width 128: 3 markers with bars
      width 32, Adam: 3 markers with bars
      attention: 3 markers with bars
    """,
    "GradientNoise.svg": """
    step over batch, eta/B, logarithmic | excess risk x 2q / (d + q - 1), logarithmic
      predicted: 2 line
      T=8 d=3 q=2: 4 markers with bars
      T=6 d=2 q=4: 2 markers with bars
      T=6 d=4 q=1: 1 markers with bars
    step over batch, eta/B, logarithmic | excess risk / law
      predicted: 2 line
      T=8 d=3 q=2: 4 markers with bars
      T=6 d=2 q=4: 2 markers with bars
      T=6 d=4 q=1: 1 markers with bars
    time t = step size x steps, logarithmic | excess risk (mean squared error)
      T=8 d=3 q=2, one-hot: 61 line
      T=8 d=3 q=2, one-hot: 5 markers with bars
      T=20 d=5 q=3, one-hot: 61 line
      T=20 d=5 q=3, one-hot: 5 markers with bars
      T=8 d=3 q=2, frames: 61 line
      T=8 d=3 q=2, frames: 5 markers with bars
      frames, limit of late times: 2 dashedLine
    """,
    "Misadjustment.svg": """
    step over its edge, eta/eta_c | excess risk E R/R* - 1, logarithmic
      d = 2, B = 2: 56 line
      d = 2, B = 2: 3 markers with bars
      d = 3, B = 4: 56 line
      d = 3, B = 4: 3 markers with bars
      d = 2, B = 16: 56 line
      d = 2, B = 16: 2 markers with bars
    step over its edge, eta/eta_c | excess risk E R/R* - 1, logarithmic
      d = 2, B = 2: 45 line
      d = 2, B = 2: 1 markers with bars
      d = 3, B = 4: 45 line
      d = 2, B = 16: 45 line
    """,
    "AdamCurve.svg": """
    logit C | alpha
      best alpha: 61 line
      sign descent: 255 dashedLine
      Adam, step 0.01: 13 markers
      Adam, step 0.005: 13 markers
      gradient descent, step 0.2: 13 markers
    steps, logarithmic | risk (mean squared error), logarithmic
      flow: 41 line
      Adam, step 0.01: 13 markers
      Adam, step 0.005: 13 markers
      gradient descent, step 0.2: 13 markers
    """,
    "QuadraticLaw.svg": """
    test length T' (trained at T = 8), logarithmic | 2 kappa N t R', logarithmic
      L2's limit: 30 dashedLine
      frames drawn anew: flow (line), SGD (marks): 30 line
      frames drawn anew: flow (line), SGD (marks): 9 markers with bars
      fixed one-hot positions: L3 (line), SGD (marks): 25 line
      fixed one-hot positions: L3 (line), SGD (marks): 6 markers with bars
      fixed Gaussian positions: SGD: 6 markers with bars
    test length T', logarithmic | 2 kappa N t R'
      L2's limit: 8 dashedLine
      frames drawn anew: flow (line), SGD (marks): 8 line
      frames drawn anew: flow (line), SGD (marks): 5 markers with bars
    test length T', logarithmic | 2 kappa N t R', logarithmic
      L2's limit: 121 dashedLine
      L2's limit: 6 dashedLine
      flow, late: 12 markers
    """,
    "LongerSequences.svg": """
    test length T' (trained at T = 8), logarithmic | risk at T' (mean squared error), logarithmic
      formula L1: 6 line
      frames drawn anew: 6 markers with bars
      formula L3: 4 line
      fixed one-hot positions: 4 markers with bars
      fixed Gaussian positions: 5 markers with bars
      trivial risk d/q: 2 dashedLine
    """,
    "Widths.svg": """
    sequence length T, logarithmic | width, logarithmic
      fully connected, risk 1 %: 6 line
      fully connected, risk 10 %: 6 line
      fully connected, risk 50 %: 6 line
      attention, risk 1 %: 6 dashedLine
      attention, risk 10 %: 6 dashedLine
      attention, risk 50 %: 6 dashedLine
      fully connected, shared over tokens: 6 markers
    sequence length T, logarithmic | parameters, logarithmic
      fully connected, risk 1 %: 6 line
      fully connected, risk 10 %: 6 line
      fully connected, risk 50 %: 6 line
      attention, risk 1 %: 6 dashedLine
      attention, risk 10 %: 6 dashedLine
      attention, risk 50 %: 6 dashedLine
      fully connected, shared over tokens: 6 markers
    """,
    "TrainedPairs.svg": """
    sequence length T | risk (mean squared error), logarithmic
      trivial risk d/q: 4 dashedLine
      lower bound LB(m): 4 line
      network, trained: 4 markers with bars
      gradient flow: 4 line
      attention, trained: 4 markers with bars
    sequence length T | risk / theory
      network, trained: 4 markers with bars
      attention, trained: 4 markers with bars
    """,
    "SamplesByAttention.svg": """
    examples n, logarithmic | share learnt
      T = 16: 16 dashedLine
      T = 64: 16 dashedLine
      T = 256: 16 dashedLine
      T = 1024: 16 dashedLine
      T = 16: 2 markers with bars
      T = 64: 4 markers with bars
      T = 256: 4 markers with bars
      T = 1024: 4 markers with bars
    examples n/(Td) | risk / (d/q)
      networks: 1 - n/(Td): 11 line
      T = 8: 3 markers with bars
      T = 16: 2 markers with bars
      T = 32: 1 markers with bars
      T = 64: 1 markers with bars
    """,
    "FlowAndSamples.svg": """
    time t = step size x steps, logarithmic | mass P on the subset
      T=8 d=3 q=2, one-hot: 61 line
      T=8 d=3 q=2, one-hot: 5 markers with bars
      T=20 d=5 q=3, one-hot: 61 line
      T=20 d=5 q=3, one-hot: 5 markers with bars
      T=8 d=3 q=2, frames: 61 line
      T=8 d=3 q=2, frames: 5 markers with bars
    time t = step size x steps, logarithmic | logit C
      T=8 d=3 q=2, one-hot: 61 line
      T=8 d=3 q=2, one-hot: 5 markers with bars
      T=20 d=5 q=3, one-hot: 61 line
      T=20 d=5 q=3, one-hot: 5 markers with bars
      T=8 d=3 q=2, frames: 61 line
      T=8 d=3 q=2, frames: 5 markers with bars
    time t = step size x steps, logarithmic | risk R (mean squared error), logarithmic
      T=8 d=3 q=2, one-hot: 61 line
      T=8 d=3 q=2, one-hot: 5 markers with bars
      T=20 d=5 q=3, one-hot: 61 line
      T=20 d=5 q=3, one-hot: 5 markers with bars
      T=8 d=3 q=2, frames: 61 line
      T=8 d=3 q=2, frames: 5 markers with bars
    """,
    "FloorLaw.svg": """
    width d_e | floor / (d/q), logarithmic
      law, q = 1: 29 line
      law, q = 2: 29 line
      law, q = 3: 29 line
      law, q = 5: 29 line
      floor, q = 1: 5 markers
      floor, q = 2: 5 markers
      floor, q = 3: 4 markers
      floor, q = 5: 2 markers
    """,
    "NextOrder.svg": """
    time t, logarithmic | t R
      Theory: 21 dashedLine
      Flow: 21 markers
    time t, logarithmic | L (t - L/R)
      Theory: 21 dashedLine
      Flow: 21 markers
      Theory, step 1: 21 dashedLine
      Gradient descent, step 1: 21 markers
      Theory, step 3: 21 dashedLine
      Gradient descent, step 3: 21 markers
    """,
    "ProvedRate.svg": """
    time t, logarithmic | 2 kappa t R
      Bounds of Omega: 46 line with bars
      Enclosure: 61 dashedLine with bars
      Flow, computed: 21 markers
    time t, logarithmic | 2 kappa t R - 1, logarithmic
      Bounds of Omega: 42 line with bars
      Enclosure: 42 dashedLine with bars
      Flow, computed: 14 markers
    """,
    "StepLimit.svg": """
    time t = step size x steps, logarithmic | risk R (mean squared error), logarithmic
      1/(2 kappa t): 2 dashedLine
      Step 0.95 of the limit: 98 line
      Step 1.05 of the limit: 98 line
    """,
    "PhasePortrait.svg": """
    logit C | alpha
      Flow: 161 line (14 times)
      alpha_c(C): 81 dashedLine
      Best alpha: 141 dashedLine
      Flow from zero: 161 line
      SGD on samples: 40 markers (3 times)
    """,
    "MarginHistogram.svg": """
    score <e_i, e_y> | density
      Student, nu = 62: 201 line
      drawn, d_e = 64: 36 markers with bars
      Student, nu = 6: 201 line
      drawn, d_e = 8: 40 markers with bars
    score <e_i, e_y> | density, logarithmic
      Student, nu = 62: 105 line
      drawn, d_e = 64: 36 markers with bars
      Student, nu = 6: 251 line
      drawn, d_e = 8: 50 markers with bars
    """,
  ]
}
