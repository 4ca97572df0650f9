using VectorLoss.Data;

namespace VectorLoss.Cli.Lessons;

/// <summary>Digits of the user that every lesson can learn.</summary>
internal static class LessonDigits
{
    // What features-or-pixels cuts into squares, and what mini-batch draws from and judges by.
    private const int Side = 28, Training = 5_000, Test = 1_000;

    /// <summary>The IDX files of a directory.</summary>
    /// <exception cref="UserError">They hold too few images, or others.</exception>
    public static (DigitSet Train, DigitSet Test) Load(string directory)
    {
        (DigitSet train, DigitSet test) = DigitSet.Load(directory);
        if ((train.Rows, train.Columns) != (Side, Side))
            throw Refused(directory, $"images of {train.Rows} × {train.Columns} pixels");
        if (train.Count < Training || test.Count < Test)
            throw Refused(directory,
                $"{Plural.Of(train.Count, "image")} to learn from and {test.Count:N0} to test with");
        return train.Outputs == DigitSet.Classes ? (train, test)
            : throw Refused(directory, $"{Plural.Of(train.Outputs, "class", "classes")}");
    }

    private static UserError Refused(string directory, FormattableString what)
        => new($"--data {directory}: the lessons take at least 5,000 images to learn from and 1,000 to test with, of "
            + $"28 × 28 pixels, in ten classes; there are {FormattableString.Invariant(what)}");
}
