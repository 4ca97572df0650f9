using System.Globalization;
using VectorLoss.Data;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Training;

/// <summary>1,000 recorded gradients: the paths of PyTorch in double, or of the papers in 50 digits.</summary>
public class RecordedGradientsTests
{
    private const int Size = 8, Every = 10;

    // A relative error of 2⁻⁵³ in each of about ten operations a step, over 1,000 steps that add up with random signs.
    private const double Bound = 1e-12;

    [Fact]
    public void Every_optimiser_follows_its_peer_or_its_paper()
    {
        double[] gradients = Numbers("gradients.npy"), recorded = Numbers("recorded.npy");
        string[] lines = [.. File.ReadLines(RepositoryFiles.Data("optimizers/recorded.csv")).Skip(1)];
        int samples = recorded.Length / lines.Length / Size, steps = (gradients.Length / Size) - 1;
        Assert.Equal(steps, samples * Every);
        for (int line = 0; line < lines.Length; line++)
        {
            string[] cells = lines[line].Split(',');
            Optimizer<double> optimizer = OptimizerExamples.Make<double>(cells[0]);
            double[] values = gradients[..Size];
            double rate = double.Parse(cells[1], CultureInfo.InvariantCulture);
            for (int step = 1; step <= steps; step++)
            {
                optimizer.Begin(rate);
                optimizer.Update(0, values, gradients.AsSpan(step * Size, Size));
                for (int i = 0; step % Every == 0 && i < Size; i++)
                {
                    double expected = recorded[(((line * samples) + (step / Every) - 1) * Size) + i];
                    // Where the path crosses zero, the size of what was added up counts.
                    double size = Math.Max(Math.Abs(expected), Math.Abs(gradients[i]));
                    Assert.True(Math.Abs(values[i] - expected) <= Bound * size,
                        $"{lines[line]}: step {step}, number {i}: {values[i]:R} and not {expected:R}");
                }
            }
        }
    }

    private static double[] Numbers(string file)
        => Npy.Read(RepositoryFiles.Data($"optimizers/{file}")).ToDoubles();
}
