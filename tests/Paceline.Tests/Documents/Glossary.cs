using Paceline.Tests.Architecture;

namespace Paceline.Tests.Documents;

/// <summary>One word, one meaning: a word that is explained twice has two.</summary>
public sealed class Glossary
{
    [Fact]
    public void Every_word_is_explained_once_and_in_one_line()
    {
        var rows = Repository.Lines("GLOSSARY.md")
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| word", StringComparison.Ordinal))
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray())
            .ToList();

        rows.Count.ShouldBeGreaterThan(30, "GLOSSARY.md lost its table");
        rows.ShouldAllBe(row => row.Length == 3 && row[0].Length > 0 && row[1].Length > 0);
        rows.GroupBy(row => row[0], StringComparer.OrdinalIgnoreCase).Where(word => word.Count() > 1).Select(word => word.Key)
            .ShouldBeEmpty("GLOSSARY.md explains a word twice: keep one meaning");
    }
}
