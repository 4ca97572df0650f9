using System.Globalization;
using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Training;

/// <summary>Gradients of any size: no square overflows, no state sticks or is subnormal, no weight breaks.</summary>
public class OptimizerRangeTests
{
    // A move is off by fewer than 24 roundings: 5 in the first moment, 8 in the root, 5 in quotient and product, and as
    // many again in the moments of the steps before. The parameter rounds once a step.
    private const double Roundings = 24;

    [Fact]
    public void Paths_are_right_for_gradients_of_any_size()
    {
        foreach (string line in File.ReadLines(RepositoryFiles.Data("optimizers/paths.csv")).Skip(1))
        {
            string[] cells = line.Split(',');
            if (cells[0] == "float")
                Follow<float>(cells);
            else
                Follow<double>(cells);
        }
    }

    private static void Follow<T>(string[] cells) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double unit = double.CreateTruncating(T.BitIncrement(T.One) - T.One) / 2, rate = Number(cells[3]), sizes = 1;
        double epsilon = Number(cells[2]);
        Optimizer<T> optimizer = cells[1] switch
        {
            "adam" => new Adam<T>(epsilon: epsilon),
            "amsgrad" => new AmsGrad<T>(epsilon: epsilon),
            "nadam" => new NAdam<T>(epsilon: epsilon),
            "rmsprop" => new RmsProp<T>(epsilon: epsilon),
            "rmsprop momentum" => new RmsProp<T>(epsilon: epsilon, momentum: 0.9),
            "rmsprop centred" => new RmsProp<T>(epsilon: epsilon, centred: true),
            "adagrad" => new Adagrad<T>(epsilon: epsilon),
            "lion" => new Lion<T>(),
            _ => new Momentum<T>(0.9),
        };
        bool isScaled = cells[1] != "momentum";
        T[] value = [T.CreateTruncating(Number(cells[4]))];
        double[] gradients = Numbers(cells[5]), path = Numbers(cells[6]);
        for (int i = 0; i < path.Length; i++)
        {
            optimizer.Begin(rate);
            optimizer.Update(0, value, [T.CreateTruncating(gradients[i])]);
            double before = i == 0 ? Number(cells[4]) : path[i - 1];
            // Moments cancel, so the sizes of all moves so far count; 1 for Adam's, whose moves are about the rate.
            sizes += Math.Abs(path[i] - before) + (isScaled ? rate : Math.Abs(rate * gradients[i]));
            Assert.True(Math.Abs(double.CreateTruncating(value[0]) - path[i]) <= Roundings * (i + 1) * unit * sizes,
                $"step {i}: {value[0]} in {string.Join(',', cells)}");
        }
    }

    [Fact]
    public void Moments_that_decay_become_zero_and_change_no_update_of_a_usual_epsilon()
    {
        foreach (Optimizer<float> optimizer in (Optimizer<float>[])[new Adam<float>(), new Momentum<float>()])
        {
            float[] value = [1];
            for (int step = 0; step < 2500; step++)
            {
                optimizer.Begin(0.001);
                optimizer.Update(0, value, [step == 0 ? 1e-3f : 0f]);
            }
            Assert.Equal(0, optimizer.Memory[0][0][0]);
        }
    }

    [Fact]
    public void A_square_too_small_for_epsilon_is_cut_and_moves_as_if_it_were_not()
    {
        Adam<float> adam = new();
        float[] value = [0];
        double first = 0, second = 0, expected = 0;
        for (int step = 1; step <= 40; step++)
        {
            float gradient = step * 1e-19f;
            adam.Begin(1);
            adam.Update(0, value, [gradient]);
            first = 0.9 * first + 0.1 * gradient;
            second = 0.999 * second + 0.001 * (double)gradient * gradient;
            expected -= first / (1 - Math.Pow(0.9, step)) / (Math.Sqrt(second / (1 - Math.Pow(0.999, step))) + 1e-8);
        }
        Assert.Equal(0, adam.Memory[0][1][0]);
        Assert.Equal(expected, value[0], Math.Abs(expected) * 40 * Roundings * 6e-8);
    }

    [Theory]
    [MemberData(nameof(OptimizerExamples.Names), MemberType = typeof(OptimizerExamples))]
    public void A_gradient_that_is_not_finite_changes_nothing_and_is_named(string name)
    {
        foreach (bool skips in (bool[])[false, true])
            foreach (string below in (string[])["", "product", "layer"])
                Refuse(name, skips, below);
    }

    private static void Refuse(string name, bool skips, string behind)
    {
        Optimizer<float> optimizer = OptimizerExamples.Make<float>(name,
            skips ? NonFiniteGradient.Skip : NonFiniteGradient.Throw);
        Tape<float> tape = new();
        Var w = tape.Parameter(new(1, 2)), second = tape.Parameter(new(2, 1));
        // The gradient of the second weight is finite; only then the logarithm before it shows its infinite slope.
        Var logarithm = tape.Log(w), loss = tape.Sum(behind switch
        {
            "product" => tape.MatMul(logarithm, second),
            "layer" => tape.Linear(logarithm, second, tape.Parameter(Shape.Scalar)),
            _ => logarithm,
        });
        tape.Values(w).Fill(1e-45f);
        tape.Values(second).Fill(0.5f);
        if (skips)
            Assert.True(double.IsFinite(optimizer.Step(tape, loss, 0.01)));
        else
            Assert.Contains("parameter 0",
                Assert.Throws<TrainingDivergedException>(() => optimizer.Step(tape, loss, 0.01)).Message);
        Assert.Equal([1e-45f, 1e-45f], tape.ReadOnlyValues(w).ToArray());
        Assert.Equal([0.5f, 0.5f], tape.ReadOnlyValues(second).ToArray());
        Assert.Equal(1, optimizer.SkippedSteps);
        Assert.Equal(0, optimizer.Steps);
        tape.Values(w).Fill(1);
        Assert.Equal(0, optimizer.Memory.Count);
        Assert.True(double.IsFinite(optimizer.Step(tape, loss, 0.01)));
        Assert.Equal(1, optimizer.Steps);
        Assert.All(tape.ReadOnlyValues(w).ToArray(), weight => Assert.True(weight < 1));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static double[] Numbers(string cell) => [.. cell.Split(' ').Select(Number)];
}
