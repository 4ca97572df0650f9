using System.Globalization;
using System.Text;
using System.Xml;

namespace VectorLoss.Cli;

/// <summary>Results as JUnit XML, which continuous integration systems show.</summary>
/// <remarks>There is no standard; written is what Jenkins, GitLab and GitHub's viewers have in common: testsuites,
/// testsuite and testcase, failure and error, with name, classname, time, message and type.</remarks>
internal static class JUnitFile
{
    private const string Suite = "vectorloss gradcheck";

    /// <summary>Writes the cases of losses and ops, one test case for each.</summary>
    public static void Write(NamedFile file, CheckResults results) => Write(file, [.. results.Rows.SelectMany(row
        => row.Cells.Select(cell => new JUnitCase(row.Name, cell.Subject, cell.Seconds, cell.Complaint == "" ? null
            : cell.Report is { Failed: false } ? "Inconclusive" : "Fail", cell.Complaint)))]);

    /// <summary>Writes the check of a program: one test case.</summary>
    public static void Write(NamedFile file, ProgramResult result, double seconds) => Write(file, [new("program",
        result.Report.Subject, seconds, result.Report.Passed ? null : result.Report.Failed ? "Fail" : "Inconclusive",
        result.ToText())]);

    /// <summary>Writes that a program failed before there was a verdict.</summary>
    public static void WriteError(NamedFile file, string program, double seconds, string problem)
        => Write(file, [new("program", program, seconds, JUnitCase.Error, problem)]);

    private static void Write(NamedFile file, IReadOnlyList<JUnitCase> cases)
        => Files.Write(file, stream => Write(stream, cases));

    private static void Write(Stream stream, IReadOnlyList<JUnitCase> cases)
    {
        using XmlWriter xml = XmlWriter.Create(stream, new() { Indent = true, Encoding = new UTF8Encoding(false) });
        xml.WriteStartElement("testsuites");
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", Suite);
        Number(xml, "tests", cases.Count);
        Number(xml, "failures", cases.Count(one => one.Problem is not null and not JUnitCase.Error));
        Number(xml, "errors", cases.Count(one => one.Problem == JUnitCase.Error));
        Number(xml, "skipped", 0);
        Time(xml, cases.Sum(one => one.Seconds));
        foreach (JUnitCase one in cases)
            Write(xml, one);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, JUnitCase one)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Clean($"gradcheck.{one.Group}"));
        xml.WriteAttributeString("name", Clean(one.Name));
        Time(xml, one.Seconds);
        if (one.Problem is not null)
        {
            xml.WriteStartElement(one.Problem == JUnitCase.Error ? "error" : "failure");
            xml.WriteAttributeString("type", one.Problem);
            xml.WriteAttributeString("message", Clean(one.Text.Split('\n', 2)[0]));
            xml.WriteString(Clean(one.Text));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void Number(XmlWriter xml, string name, int value)
        => xml.WriteAttributeString(name, value.ToString(CultureInfo.InvariantCulture));

    private static void Time(XmlWriter xml, double seconds)
        => xml.WriteAttributeString("time", seconds.ToString("F3", CultureInfo.InvariantCulture));

    // XML cannot say all characters, and a program's words may have any.
    private static string Clean(string text)
        => string.Create(text.Length, text, (clean, from) =>
        {
            for (int i = 0; i < from.Length; i++)
                clean[i] = XmlConvert.IsXmlChar(from[i]) || IsHalfOfPair(from, i) ? from[i] : '\uFFFD';
        });

    private static bool IsHalfOfPair(string text, int at)
        => (at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]))
            || (at > 0 && char.IsSurrogatePair(text[at - 1], text[at]));
}
