namespace VectorLoss.Lanes;

/// <summary>
/// A number that is nothing but a count of the costly steps on its way: a formula evaluated on it says how long it is.
/// Kernels ask it how to walk, since the compiler inlines only so many of them into one loop.
/// </summary>
/// <param name="functions">How many elementary functions and divisions led here.</param>
/// <param name="choices">How many choices.</param>
internal readonly struct Tally(int functions, int choices) : IReal<Tally>
{
    /// <summary>How many elementary functions and divisions led here; one that is used twice counts twice.</summary>
    public int Functions { get; } = functions;

    /// <summary>How many choices between two numbers led here.</summary>
    public int Choices { get; } = choices;

    public static Tally Of(double constant) => default;

    public static Tally operator +(Tally a, Tally b) => Join(a, b);

    public static Tally operator -(Tally a, Tally b) => Join(a, b);

    public static Tally operator *(Tally a, Tally b) => Join(a, b);

    public static Tally operator /(Tally a, Tally b) => One(Join(a, b));

    public static Tally operator -(Tally x) => x;

    public static Tally Abs(Tally x) => x;

    public static Tally Min(Tally a, Tally b) => Join(a, b);

    public static Tally Max(Tally a, Tally b) => Join(a, b);

    public static Tally AtLeast(Tally x, Tally bound) => Join(x, bound);

    public static Tally AtMost(Tally x, Tally bound) => Join(x, bound);

    public static Tally MulAdd(Tally a, Tally b, Tally c) => Join(Join(a, b), c);

    public static Tally Sqrt(Tally x) => One(x);

    public static Tally Exp(Tally x) => One(x);

    public static Tally Expm1(Tally x) => One(x);

    public static Tally Log(Tally x) => One(x);

    public static Tally Log1p(Tally x) => One(x);

    public static Tally Tanh(Tally x) => One(x);

    public static Tally Sigmoid(Tally x) => One(x);

    public static Tally Softplus(Tally x) => One(x);

    public static Tally WhereLess(Tally a, Tally b, Tally then, Tally otherwise) => Choice(Join(Join(a, b), Join(then, otherwise)));

    public static Tally WhereEqual(Tally a, Tally b, Tally then, Tally otherwise) => Choice(Join(Join(a, b), Join(then, otherwise)));

    private static Tally Join(Tally a, Tally b) => new(a.Functions + b.Functions, a.Choices + b.Choices);

    private static Tally One(Tally x) => new(x.Functions + 1, x.Choices);

    private static Tally Choice(Tally x) => new(x.Functions, x.Choices + 1);
}
