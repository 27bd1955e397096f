namespace Paceline.Web.Console;

/// <summary>The id a name suggests; the person may write another.</summary>
public static class NewId
{
    private const int Longest = 40;

    /// <summary>"Spring Renewals!" becomes "spring-renewals".</summary>
    public static string From(string name)
    {
        var letters = new string([.. name.ToLowerInvariant().Select(static c => char.IsAsciiLetterOrDigit(c) ? c : ' ')]);
        var id = string.Join('-', letters.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return id.Length <= Longest ? id : id[..Longest].TrimEnd('-');
    }
}
