using VectorLoss.Lanes;

namespace VectorLoss.Cli;

/// <summary>The formula of a regression problem, as its file states it.</summary>
internal abstract class NistModel(string name)
{
    public static IReadOnlyList<NistModel> All { get; } =
    [
        new Bennett(), new Saturation("BoxBOD"), new Chwirut("Chwirut1"), new Chwirut("Chwirut2"), new DanielWood(),
        new Enso(), new Eckerle(), new TwoPeaks("Gauss1"), new TwoPeaks("Gauss2"), new TwoPeaks("Gauss3"),
        new Rational("Hahn1", 4), new Rational("Kirby2", 3), new Rational("Thurber", 4), new ThreeDecays("Lanczos1"),
        new ThreeDecays("Lanczos2"), new ThreeDecays("Lanczos3"), new KowalikOsborneModel(), new MeyerModel(),
        new OsborneModel(), new Saturation("Misra1a"), new MisraB(), new MisraC(), new MisraD(), new Nelson(),
        new Ratkowsky2(), new Ratkowsky3(), new Roszman(),
    ];

    /// <summary>The name of the file.</summary>
    public string Name { get; } = name;

    /// <summary>Whether the logarithm of the response is fitted.</summary>
    public virtual bool LogResponse => false;

    /// <summary>The fitted response for parameters b at predictors x.</summary>
    public abstract R Value<R>(ReadOnlySpan<R> b, double[] x) where R : struct, IReal<R>;

    private sealed class Bennett() : NistModel("Bennett5")
    {
        public override R Value<R>(ReadOnlySpan<R> b, double[] x) => b[0] * R.Pow(b[1] + R.Of(x[0]), R.Of(-1) / b[2]);
    }

    private sealed class Saturation(string name) : NistModel(name)
    {
        public override R Value<R>(ReadOnlySpan<R> b, double[] x) => b[0] * (R.Of(1) - R.Exp(-b[1] * R.Of(x[0])));
    }

    private sealed class Chwirut(string name) : NistModel(name)
    {
        public override R Value<R>(ReadOnlySpan<R> b, double[] x)
            => R.Exp(-b[0] * R.Of(x[0])) / (b[1] + b[2] * R.Of(x[0]));
    }

    private sealed class DanielWood() : NistModel("DanWood")
    {
        public override R Value<R>(ReadOnlySpan<R> b, double[] x) => b[0] * R.Pow(R.Of(x[0]), b[1]);
    }

    private sealed class Enso() : NistModel("ENSO")
    {
        public override R Value<R>(ReadOnlySpan<R> b, double[] x)
        {
            R turn = R.Of(2 * Math.PI * x[0]), year = turn / R.Of(12), first = turn / b[3], second = turn / b[6];
            return b[0] + b[1] * R.Cos(year) + b[2] * R.Sin(year) + b[4] * R.Cos(first) + b[5] * R.Sin(first)
                + b[7] * R.Cos(second) + b[8] * R.Sin(second);
        }
    }

    private sealed class Eckerle() : NistModel("Eckerle4")
    {
        public override R Value<R>(ReadOnlySpan<R> b, double[] x)
            => b[0] / b[1] * R.Exp(R.Of(-0.5) * RealMath.Square((R.Of(x[0]) - b[2]) / b[1]));
    }

    private sealed class TwoPeaks(string name) : NistModel(name)
    {
        public override R Value<R>(ReadOnlySpan<R> b, double[] x)
        {
            R at = R.Of(x[0]);
            return b[0] * R.Exp(-b[1] * at) + b[2] * R.Exp(-RealMath.Square((at - b[3]) / b[4]))
                + b[5] * R.Exp(-RealMath.Square((at - b[6]) / b[7]));
        }
    }

    /// <summary>A quotient of polynomials; the constant of the denominator is 1.</summary>
    private sealed class Rational(string name, int terms) : NistModel(name)
    {
        public override R Value<R>(ReadOnlySpan<R> b, double[] x)
        {
            R above = R.Of(0), below = R.Of(0), at = R.Of(x[0]);
            for (int k = terms - 1; k >= 0; k--)
                above = above * at + b[k];
            for (int k = b.Length - 1; k >= terms; k--)
                below = (below + b[k]) * at;
            return above / (R.Of(1) + below);
        }
    }

    private sealed class ThreeDecays(string name) : NistModel(name)
    {
        public override R Value<R>(ReadOnlySpan<R> b, double[] x)
        {
            R at = R.Of(x[0]);
            return b[0] * R.Exp(-b[1] * at) + b[2] * R.Exp(-b[3] * at) + b[4] * R.Exp(-b[5] * at);
        }
    }

    private sealed class KowalikOsborneModel() : NistModel("MGH09")
    {
        public override R Value<R>(ReadOnlySpan<R> b, double[] x)
        {
            R at = R.Of(x[0]);
            return b[0] * (at * at + at * b[1]) / (at * at + at * b[2] + b[3]);
        }
    }

    private sealed class MeyerModel() : NistModel("MGH10")
    {
        public override R Value<R>(ReadOnlySpan<R> b, double[] x) => b[0] * R.Exp(b[1] / (R.Of(x[0]) + b[2]));
    }

    private sealed class OsborneModel() : NistModel("MGH17")
    {
        public override R Value<R>(ReadOnlySpan<R> b, double[] x)
            => b[0] + b[1] * R.Exp(R.Of(-x[0]) * b[3]) + b[2] * R.Exp(R.Of(-x[0]) * b[4]);
    }

    private sealed class MisraB() : NistModel("Misra1b")
    {
        public override R Value<R>(ReadOnlySpan<R> b, double[] x)
            => b[0] * (R.Of(1) - R.Of(1) / RealMath.Square(R.Of(1) + b[1] * R.Of(x[0] / 2)));
    }

    private sealed class MisraC() : NistModel("Misra1c")
    {
        public override R Value<R>(ReadOnlySpan<R> b, double[] x)
            => b[0] * (R.Of(1) - R.Of(1) / R.Sqrt(R.Of(1) + R.Of(2 * x[0]) * b[1]));
    }

    private sealed class MisraD() : NistModel("Misra1d")
    {
        public override R Value<R>(ReadOnlySpan<R> b, double[] x)
            => b[0] * b[1] * R.Of(x[0]) / (R.Of(1) + b[1] * R.Of(x[0]));
    }

    private sealed class Nelson() : NistModel("Nelson")
    {
        public override bool LogResponse => true;

        public override R Value<R>(ReadOnlySpan<R> b, double[] x)
            => b[0] - b[1] * R.Of(x[0]) * R.Exp(-b[2] * R.Of(x[1]));
    }

    private sealed class Ratkowsky2() : NistModel("Rat42")
    {
        public override R Value<R>(ReadOnlySpan<R> b, double[] x) => b[0] / (R.Of(1) + R.Exp(b[1] - b[2] * R.Of(x[0])));
    }

    private sealed class Ratkowsky3() : NistModel("Rat43")
    {
        public override R Value<R>(ReadOnlySpan<R> b, double[] x)
            => b[0] / R.Pow(R.Of(1) + R.Exp(b[1] - b[2] * R.Of(x[0])), R.Of(1) / b[3]);
    }

    private sealed class Roszman() : NistModel("Roszman1")
    {
        public override R Value<R>(ReadOnlySpan<R> b, double[] x)
            => b[0] - b[1] * R.Of(x[0]) - R.Atan(b[2] / (R.Of(x[0]) - b[3])) / R.Of(Math.PI);
    }
}
