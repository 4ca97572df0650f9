using VectorLoss.Autodiff;

namespace VectorLoss.Cli.Lessons;

internal sealed class GradientField : ILesson
{
    public string Name => "gradient-field";

    public void Run(Notebook note)
    {
        var bowl = new Surface(Squares);
        var good = bowl.Walk(-3, 4, rate: 0.1, steps: 100);
        var wild = bowl.Walk(-3, 4, rate: 10, steps: 20);
        var still = bowl.Walk(-3, 4, rate: 1e-10, steps: 100);
        // Of 360 directions of a tiny step, which one lowers the height most?
        int best = Descent.First(360).MinBy(angle => bowl.Height(
            -3 + (1e-4 * Math.Cos(angle * Math.PI / 180)), 4 + (1e-4 * Math.Sin(angle * Math.PI / 180))));
        note.Say("sign", bowl.Slope(-3, 4), bowl.Height(-3, 4), bowl.Height(good[1].X, good[1].Y), best);
        note.ClaimEqual("positive", bowl.Walk(3, 4, rate: 0.1, steps: 1)[1].X, 3 - 0.6, within: 1e-15);
        note.Claim("sign", bowl.Height(good[1].X, good[1].Y), 16 - 1e-13, 16 + 1e-13);
        // Steepest here is not straight to the goal: from (4, 1) on x₀² + (3x₁)², in degrees.
        var valley = new Surface((tape, x, y) => Squares(tape, x, tape.Add(y, tape.Add(y, y))));
        (double dx, double dy) = (valley.Walk(4, 1, 0.01, 1)[1].X - 4, valley.Walk(4, 1, 0.01, 1)[1].Y - 1);
        double aside = (Math.Atan2(dy, dx) - Math.Atan2(-1, -4)) * 180 / Math.PI;
        note.Say("aside", aside);
        note.Claim("aside", aside, atLeast: 30);
        note.Claim("steepest", best - (Math.Atan2(-4, 3) * 180 / Math.PI) - 360, -0.51, 0.51);
        note.Say("good", good[^1].X, good[^1].Y);
        note.Say("wild", wild[^1].X, wild[^1].Y);
        note.Say("still", 5 - Length(still[^1]));
        // Each step multiplies the distance by |1 − 2 · rate|.
        note.ClaimEqual("good", Length(good[^1]), 5 * Math.Pow(0.8, 100), within: 1e-20);
        note.ClaimEqual("wild", Length(wild[^1]) / Math.Pow(19, 20), 5, within: 1e-12);
        note.ClaimEqual("still", 5 - Length(still[^1]), 1e-7, within: 1e-12);
        (double, double) range = (-4.5, 4.5);
        note.Control("bowl", [1e-10, 0.01, 0.1, 0.5, 0.9, 1, 1.02, 10], usual: 0.1, (chart, rate) =>
        {
            var path = bowl.Walk(-3, 4, rate, steps: 20);
            chart.Bands("height", (x, y) => (x * x) + (y * y), range, range)
                .Arrows("downhill", bowl.Field()).Line("path", path).Dots("start", path.Take(1));
            chart.Caption += " " + note.Caption("bowl", path[^1].X, path[^1].Y);
        }, height: 380, rangeX: range, rangeY: range);

        var saddle = new Surface((tape, x, y) => tape.Subtract(tape.Multiply(x, x), tape.Multiply(y, y)));
        var stuck = saddle.Walk(-3, 0, 0.1, 200);
        var escaped = saddle.Walk(-3, 1e-6, 0.1, 80);
        note.Say("saddle", stuck[^1].X, escaped[^1].Y);
        note.Claim("saddle", Length(stuck[^1]), atMost: 3 * Math.Pow(0.8, 200) * 1.001);
        note.Claim("escaped", escaped[^1].Y, atLeast: 1);
        note.Chart("saddle", height: 380, rangeX: range, rangeY: range)
            .Bands("height", (x, y) => (x * x) - (y * y), range, range)
            .Arrows("downhill", saddle.Field()).Line("path", stuck).Line("escaped", escaped);

        // At y = 1: two valleys, the left one deeper. And tanh² x, which is flat far away.
        var valleys = new Surface((tape, x, y) =>
        {
            Var gap = tape.Subtract(tape.Multiply(x, x), tape.Multiply(y, y));
            return tape.Add(tape.Multiply(gap, gap), tape.Multiply(x, y));
        });
        var plateau = new Surface((tape, x, y) => tape.Multiply(tape.Tanh(x), tape.Tanh(x)));
        double left = Line(valleys, -1.5), right = Line(valleys, 1.5), flat = Line(plateau, 20);
        note.Say("valleys", left, valleys.Height(left, 1), right, valleys.Height(right, 1));
        note.Say("plateau", flat, plateau.Height(flat, 1));
        note.Claim("local", valleys.Height(right, 1) - valleys.Height(left, 1), atLeast: 0.5);
        note.Claim("flat", valleys.Slope(right, 1), -1e-9, 1e-9);
        note.Claim("plateau", Math.Abs(flat - 20) + (1 - plateau.Height(flat, 1)), 0, 0);
        note.Chart("valleys").Line("valleys", x => valleys.Height(x, 1), -1.7, 1.7)
            .Dots("ends", [(left, valleys.Height(left, 1)), (right, valleys.Height(right, 1))], 4);
    }

    private static Var Squares(Tape<double> tape, Var x, Var y) => tape.Add(tape.Multiply(x, x), tape.Multiply(y, y));

    private static double Line(Surface surface, double start)
    {
        double x = start;
        for (int step = 0; step < 1000; step++)
            x -= 0.02 * surface.Slope(x, 1);
        return x;
    }

    private static double Length((double X, double Y) point) => Math.Sqrt((point.X * point.X) + (point.Y * point.Y));
}
