using VectorLoss.Catalogue;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Catalogue;

/// <summary>Rows that lie along a dimension in the middle.</summary>
public class RowAxisTests
{
    private const int Samples = 2, Places = 3;

    public static TheoryData<string> OfRows
        => [.. LossCatalog.All.Where(MovedClasses.HasRows).Select(card => card.Name)];

    [Theory, MemberData(nameof(OfRows))]
    public void Rows_in_the_middle_give_what_rows_at_the_end_do(string loss)
    {
        LossRequest rows = FamilyBatch.Of(loss, [], Samples * Places, 4, "none");
        int columns = rows.Inputs[rows.Card.Inputs[0].Name].Columns;
        int[] from = [.. Enumerable.Range(0, Samples * Places * columns).Select(at
            => (at / (Places * columns) * Places + at % Places) * columns + at / Places % columns)];
        LossRequest moved = rows with
        {
            ClassAxis = 1,
            Inputs = rows.Inputs.ToDictionary(pair => pair.Key, pair => pair.Value.Shape switch
            {
                [Samples * Places] => pair.Value with { Shape = [Samples, Places] },
                [_, _] => new([Samples, columns, Places], [.. from.Select(at => pair.Value.Values[at])]),
                _ => pair.Value,
            }),
        };
        LossOutcome expected = LossTool.Run<double>(rows), found = LossTool.Run<double>(moved);
        Assert.Equal([Samples, Places], found.Value.Shape);
        Assert.Equal(expected.Value.Values, found.Value.Values);
        foreach ((string name, double[] gradient) in expected.Gradients)
            Assert.Equal(gradient.Length != from.Length ? gradient : [.. from.Select(at => gradient[at])],
                found.Gradients[name]);
    }

    [Theory]
    [InlineData("dice")]
    [InlineData("clip")]
    [InlineData("sup-con")]
    [InlineData("ctc")]
    [InlineData("huber")]
    public void Other_losses_have_no_such_axis(string loss)
        => Assert.StartsWith($"ClassAxis has no meaning for {loss}", Assert.Throws<ArgumentException>(
            () => LossTool.Run<double>(FamilyBatch.Of(loss, [], 4, 6) with { ClassAxis = 1 })).Message);
}
