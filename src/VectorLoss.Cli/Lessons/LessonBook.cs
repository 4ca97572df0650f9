using VectorLoss.Cli.Charts;
using VectorLoss.Data;

namespace VectorLoss.Cli.Lessons;

/// <summary>All lessons, in the order in which they are best read.</summary>
internal static class LessonBook
{
    public static IReadOnlyList<ILesson> All { get; } =
    [
        new LossAsIndex(), new SquareOrAbsolute(), new FinePrint(), new WhyNotAccuracy(), new StepOrSigmoid(),
        new FeaturesOrPixels(),
        new MiniBatch(), new NumericalDerivative(), new GradientField(), new LearningRates(), new InitialWeights(),
        new MseOrCrossEntropy(), new VanishingGradient(), new Outliers(), new Margins(), new Likelihood(),
        new WhyStable(), new CurveFitting(),
    ];

    /// <summary>Runs one lesson and gives what it wrote down.</summary>
    /// <param name="lesson">Which.</param>
    /// <param name="words">The language.</param>
    /// <param name="digits">Digits of the user, or null.</param>
    public static Notebook Run(ILesson lesson, Words words, (DigitSet Train, DigitSet Test)? digits = null)
    {
        var note = new Notebook(new Texts(lesson.Name, words), digits);
        lesson.Run(note);
        return note;
    }
}
