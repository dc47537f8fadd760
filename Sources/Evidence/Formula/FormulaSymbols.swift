/// The commands of TeX that stand for one symbol, one name or one space.
enum FormulaSymbols {
  /// Greek letters and other letters, in italics where they are small.
  static let letters: [String: String] = [
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ",
    "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "ϕ",
    "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "ell": "ℓ",
  ]

  /// Capital Greek letters, upright.
  static let capitals: [String: String] = [
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ",
    "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
  ]

  /// Other symbols, with what they do.
  static let symbols: [String: (text: String, role: Formula.Role)] = [
    "le": ("≤", .relation), "leq": ("≤", .relation), "ge": ("≥", .relation), "geq": ("≥", .relation),
    "ne": ("≠", .relation), "neq": ("≠", .relation), "ll": ("≪", .relation), "gg": ("≫", .relation),
    "approx": ("≈", .relation), "sim": ("∼", .relation), "simeq": ("≃", .relation), "equiv": ("≡", .relation),
    "propto": ("∝", .relation), "in": ("∈", .relation), "notin": ("∉", .relation), "ni": ("∋", .relation),
    "subset": ("⊂", .relation), "subseteq": ("⊆", .relation), "to": ("→", .relation),
    "rightarrow": ("→", .relation), "leftarrow": ("←", .relation), "mapsto": ("↦", .relation),
    "uparrow": ("↑", .relation), "downarrow": ("↓", .relation), "Rightarrow": ("⇒", .relation),
    "iff": ("⟺", .relation), "implies": ("⟹", .relation), "preceq": ("⪯", .relation),
    "succeq": ("⪰", .relation), "prec": ("≺", .relation), "succ": ("≻", .relation), "perp": ("⊥", .relation),
    "mid": ("∣", .relation), "parallel": ("∥", .relation),
    "cdot": ("⋅", .binary), "times": ("×", .binary), "pm": ("±", .binary), "mp": ("∓", .binary),
    "otimes": ("⊗", .binary), "oplus": ("⊕", .binary), "circ": ("∘", .binary), "cap": ("∩", .binary),
    "cup": ("∪", .binary), "setminus": ("∖", .binary), "odot": ("⊙", .binary), "wedge": ("∧", .binary),
    "vee": ("∨", .binary), "ast": ("∗", .binary),
    "dots": ("…", .ordinary), "ldots": ("…", .ordinary), "cdots": ("⋯", .ordinary),
    "infty": ("∞", .ordinary), "partial": ("∂", .ordinary), "nabla": ("∇", .ordinary),
    "top": ("⊤", .ordinary), "bot": ("⊥", .ordinary), "prime": ("′", .ordinary), "dagger": ("†", .ordinary),
    "forall": ("∀", .ordinary), "exists": ("∃", .ordinary), "emptyset": ("∅", .ordinary),
    "%": ("%", .ordinary), "#": ("#", .ordinary), "&": ("&", .ordinary), "$": ("$", .ordinary),
    "_": ("_", .ordinary), "colon": (":", .punctuation),
  ]

  /// Characters that stand for themselves, with what they do.
  static let characters: [Character: (text: String, role: Formula.Role)] = [
    "+": ("+", .binary), "-": ("−", .binary), "*": ("∗", .ordinary), "/": ("/", .ordinary),
    "=": ("=", .relation), "<": ("<", .relation), ">": (">", .relation), ":": (":", .relation),
    ",": (",", .punctuation), ";": (";", .punctuation), ".": (".", .ordinary), "!": ("!", .closing),
    "(": ("(", .opening), "[": ("[", .opening), ")": (")", .closing), "]": ("]", .closing),
    "|": ("|", .ordinary),
  ]

  /// Commands that open or close a group.
  static let delimiters: [String: (text: String, role: Formula.Role)] = [
    "{": ("{", .opening), "}": ("}", .closing), "|": ("‖", .ordinary), "lvert": ("|", .opening),
    "rvert": ("|", .closing), "lVert": ("‖", .opening), "rVert": ("‖", .closing), "langle": ("⟨", .opening),
    "rangle": ("⟩", .closing), "lceil": ("⌈", .opening), "rceil": ("⌉", .closing), "lfloor": ("⌊", .opening),
    "rfloor": ("⌋", .closing),
  ]

  /// Names of functions, and whether they take limits.
  static let functions: [String: Bool] = [
    "log": false, "ln": false, "exp": false, "sin": false, "cos": false, "tan": false, "sinh": false,
    "cosh": false, "tanh": false, "arctan": false, "ker": false, "dim": false, "arg": false, "deg": false,
    "Pr": true, "max": true, "min": true, "sup": true, "inf": true, "lim": true, "det": true, "gcd": true,
  ]

  /// Large operators, and whether they take limits.
  static let large: [String: (text: String, takesLimits: Bool)] = [
    "sum": ("∑", true), "prod": ("∏", true), "int": ("∫", false), "bigcup": ("⋃", true),
    "bigcap": ("⋂", true), "bigotimes": ("⨂", true), "bigoplus": ("⨁", true),
  ]

  /// Signs above a row, and whether they are as wide as it.
  static let accents: [String: (text: String, stretches: Bool)] = [
    "tilde": ("~", false), "hat": ("^", false), "bar": ("¯", false), "dot": ("˙", false),
    "ddot": ("¨", false), "vec": ("→", false), "widetilde": ("~", true), "widehat": ("^", true),
    "overline": ("¯", true),
  ]

  /// Spaces, in em.
  static let spaces: [String: Double] = [
    ",": 0.1667, ":": 0.2222, ";": 0.2778, "!": -0.1667, " ": 0.25, "quad": 1, "qquad": 2,
  ]
}
