using System.Reflection;
using System.Text.RegularExpressions;
using VectorLoss.Catalogue;
using VectorLoss.Losses;
using VectorLoss.Tests.Losses;
using Xunit;

namespace VectorLoss.Tests;

/// <summary>The shape that the code must keep: rooms, arrows, sizes, and a card for every loss.</summary>
public class ArchitectureTests
{
    private static readonly string Engine = Path.Combine(RepositoryFiles.Root, "src", "VectorLoss");

    /// <summary>Which namespaces each namespace may name: those below it.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Lanes"] = [],
        ["Losses"] = ["Lanes"],
        ["Spans"] = ["Lanes"],
        ["Matrices"] = ["Spans", "Lanes"],
        ["Rows"] = ["Spans", "Lanes"],
        ["Batches"] = ["Losses", "Matrices", "Rows", "Spans", "Lanes"],
        ["Catalogue"] = ["Batches", "Losses", "Lanes"],
        ["Autodiff"] = ["Batches", "Matrices", "Rows", "Spans", "Losses", "Lanes"],
        ["Data"] = ["Lanes"],
        ["Training"] = ["Autodiff", "Data", "Batches", "Matrices", "Spans", "Losses", "Lanes"],
        ["Checking"] = ["Autodiff", "Catalogue", "Batches", "Matrices", "Rows", "Spans", "Losses", "Lanes"],
    };

    private sealed record Source(string Path, string Room, string[] Lines)
    {
        /// <summary>The lines that are neither comments nor documentation.</summary>
        public IEnumerable<(int Number, string Text)> Code => Lines
            .Select((text, i) => (i + 1, text))
            .Where(line => !line.text.TrimStart().StartsWith("//", StringComparison.Ordinal));
    }

    private static Source[] Sources { get; } = [.. Directory.GetFiles(Engine, "*.cs", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Engine, path).Replace('\\', '/'))
        .Where(path => !path.StartsWith("obj/", StringComparison.Ordinal) && !path.StartsWith("bin/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(path => new Source(path, path.Split('/')[0], File.ReadAllLines(Path.Combine(Engine, path))))];

    private static string[] Code(Func<Source, bool> where, string pattern) => [.. Sources.Where(where)
        .SelectMany(source => source.Code.Where(line => Regex.IsMatch(line.Text, pattern)).Select(line => $"{source.Path}({line.Number}): {line.Text.Trim()}"))];

    [Fact]
    public void Only_the_lanes_name_hardware()
        => Assert.Empty(Code(source => source.Room != "Lanes", @"Vector(64|128|256|512)\b|\bVector<|IsHardwareAccelerated|\bAvx|\bSse|\bUnsafe\b|\bMemoryMarshal\b|Intrinsics"));

    [Fact]
    public void Losses_are_formulas_without_loops_and_memory()
        => Assert.Empty(Code(source => source.Room == "Losses" && source.Path is not ("Losses/LossCard.cs" or "Losses/LossFactory.cs"),
            @"\b(for|while|foreach)\s*\(|\bstackalloc\b|\bSpan<|\bnew\s+\w+\[|\[\d*\]\s*="));

    [Fact]
    public void Rooms_name_only_the_rooms_their_arrows_point_to()
    {
        Assert.Equal(Arrows.Keys.Order(), Sources.Select(source => source.Room).Where(room => !room.EndsWith(".cs", StringComparison.Ordinal)).Distinct().Order());
        string[] wrong = [.. Sources.SelectMany(source => source.Code
            .SelectMany(line => Regex.Matches(line.Text, $@"VectorLoss\.({string.Join('|', Arrows.Keys)}|Cli)\b").Select(name => name.Groups[1].Value))
            .Where(named => named != source.Room && !Arrows[source.Room].Contains(named))
            .Select(named => $"{source.Path} names {named}"))];
        Assert.Empty(wrong);
    }

    [Fact]
    public void The_engine_depends_on_nothing_but_the_class_library()
    {
        Assert.DoesNotContain("PackageReference", File.ReadAllText(Path.Combine(Engine, "VectorLoss.csproj")));
        string shared = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        AssemblyName[] references = typeof(LossCard).Assembly.GetReferencedAssemblies();
        Assert.All(references, reference => Assert.True(File.Exists(Path.Combine(shared, $"{reference.Name}.dll")), reference.Name));
    }

    [Fact]
    public void Nothing_is_left_behind()
    {
        Assert.Empty(Code(_ => true, @"\bConsole\b|#region|\bpartial\b|NotImplementedException|#pragma warning disable"));
        string[] comments = [.. Sources.SelectMany(source => source.Lines
            .Select((text, i) => (Number: i + 1, Text: text.Trim()))
            .Where(line => Regex.IsMatch(line.Text, @"\b(TODO|FIXME|HACK|XXX)\b") || Regex.IsMatch(line.Text, @"^//[^/].*(;|\{|\})$"))
            .Select(line => $"{source.Path}({line.Number}): {line.Text}"))];
        Assert.Empty(comments);
    }

    [Fact]
    public void Files_and_lines_stay_short()
    {
        // A report that fails late: 200 lines is the rule, and what stands above it today must not grow.
        Assert.Empty(Sources.Where(source => source.Lines.Length > 300).Select(source => $"{source.Path}: {source.Lines.Length} lines"));
        Assert.Empty(Sources.Where(source => source.Room == "Losses" && source.Lines.Length > 200).Select(source => $"{source.Path}: {source.Lines.Length} lines"));
    }

    [Fact]
    public void Every_card_has_a_name_of_its_own_a_formula_a_source_and_documented_options()
    {
        string[] names = [.. LossCatalog.All.SelectMany(card => card.Aliases.Prepend(card.Name))];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(LossCatalog.All, card =>
        {
            Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", card.Name);
            Assert.All<string>([card.Formula, card.Source, card.Kinks], text => Assert.False(string.IsNullOrWhiteSpace(text)));
            Assert.All(card.Options, option => Assert.True(option.Range.Length > 0 && option.Meaning.Length > 0 && double.IsFinite(option.Usual), option.Name));
            Assert.NotEmpty(card.Inputs);
            Assert.Contains(card.Inputs, input => input.Differentiable);
        });
    }

    [Fact]
    public void Every_loss_that_can_be_catalogued_is()
    {
        Type[] families = [typeof(IPointLoss), typeof(ILabelLoss), typeof(ITripleLoss), typeof(IRowLoss), typeof(ICentredLoss)];
        Type[] losses = [.. typeof(LossCard).Assembly.GetTypes().Where(type => type.Namespace == typeof(LossCard).Namespace && type.IsValueType && !type.IsGenericType && families.Any(type.IsAssignableTo))];
        Assert.All(losses, loss => Assert.True(loss.IsAssignableTo(typeof(ICatalogued)), loss.Name));
        Assert.True(LossCatalog.All.Count >= losses.Length);
    }

    [Fact]
    public void Every_point_loss_has_examples_and_every_option_of_it_is_tried()
    {
        Assert.All(LossCatalog.All.Where(card => card.Family == LossFamily.Point), card =>
        {
            LossExample[] rows = [.. LossExamples.All.Where(row => row.Loss == card.Name)];
            Assert.True(rows.Length >= 2, $"{card.Name} has {rows.Length} examples");
            Assert.All(card.Options, option => Assert.True(rows.Any(row => row.Options.Any(set => set.Item1 == option.Name)), $"{card.Name}: {option.Name} is never set"));
        });
        Assert.All(LossCatalog.All.Where(card => card.Family is not (LossFamily.Point or LossFamily.Label or LossFamily.Centred)),
            card => Assert.Contains(FamilyBatch.Settings, setting => setting.Loss == card.Name));
    }
}
