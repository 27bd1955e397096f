namespace Paceline.Web.Console;

/// <summary>The id a name suggests; the person may write another.</summary>
public static class NewId
{
    private const int Longest = 40;
    private const string Marked = "àáâãåąçćčďèéêëęěìíîïłñńňòóôõøőřśšťùúûůűýÿźżž";
    private const string Plain = "aaaaaacccdeeeeeeiiiilnnnoooooorsstuuuuuyyzzz";

    /// <summary>"Spring Renewals!" becomes "spring-renewals", "Grüße" "gruesse". What is not written in Latin letters suggests nothing.</summary>
    public static string From(string name)
    {
        var letters = new string([.. Latin(name.ToLowerInvariant()).Select(static c => char.IsAsciiLetterOrDigit(c) ? c : ' ')]);
        var id = string.Join('-', letters.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return id.Length <= Longest ? id : id[..Longest].TrimEnd('-');
    }

    /// <summary>German letters as Germans write them without, all others without what stands on or under them. The program carries no tables
    /// of the world's letters (InvariantGlobalization).</summary>
    private static IEnumerable<char> Latin(string name) => name
        .Replace("ä", "ae", StringComparison.Ordinal).Replace("ö", "oe", StringComparison.Ordinal)
        .Replace("ü", "ue", StringComparison.Ordinal).Replace("ß", "ss", StringComparison.Ordinal)
        .Select(static c => Marked.IndexOf(c, StringComparison.Ordinal) is >= 0 and var at ? Plain[at] : c);
}
