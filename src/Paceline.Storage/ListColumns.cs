namespace Paceline.Storage;

/// <summary>What the columns of a calling list are, by their headers.</summary>
internal sealed class ListColumns
{
    private static readonly HashSet<string> _phoneWords =
        new(
            [
                "phone", "telephone", "mobile", "tel", "msisdn", "cell", "phonenumber", "telephonenumber", "mobilenumber", "mobilephone",
                "cellphone", "homephone", "workphone", "phonehome", "phonework", "phonemobile",
            ],
            StringComparer.Ordinal);

    private static readonly HashSet<string> _nameWords =
        new(["name", "fullname", "contact", "contactname", "customer", "customername"], StringComparer.Ordinal);

    private ListColumns(IReadOnlyList<string> headers, IReadOnlyList<int> phones, IReadOnlyList<int> names)
    {
        Headers = headers;
        Phones = phones;
        Names = names;
        Fields = [.. Enumerable.Range(0, headers.Count).Except(phones).Except(names)];
    }

    public IReadOnlyList<string> Headers { get; }

    /// <summary>In the order of the file: the first is tried first.</summary>
    public IReadOnlyList<int> Phones { get; }

    /// <summary>What makes the contact's name, joined by a space; empty: the list has none.</summary>
    public IReadOnlyList<int> Names { get; }

    public IReadOnlyList<int> Fields { get; }

    /// <exception cref="ImportRefusedException">No column is a phone number.</exception>
    public static ListColumns Of(IReadOnlyList<string> headers)
    {
        var words = headers.Select(static h => new string([.. h.Where(char.IsLetterOrDigit)]).ToLowerInvariant()).ToList();
        var phones = Where(words, static w => _phoneWords.Contains(w.TrimEnd(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])));
        if (phones.Count == 0)
        {
            // Many things have a number (a house, a policy): taken only if nothing says phone.
            phones = Where(words, static w => w == "number");
        }

        if (phones.Count == 0)
        {
            throw new ImportRefusedException(
                "The file has no column for the phone number. Expected a header such as \"phone\" or \"mobile\"; "
                + $"its columns are: {Listed(headers)}.");
        }

        var names = Where(words, _nameWords.Contains).Take(1).ToList();
        if (names.Count == 0)
        {
            names =
            [
                .. Where(words, static w => w == "firstname").Take(1),
                .. Where(words, static w => w is "lastname" or "surname").Take(1),
            ];
        }

        return new([.. headers.Select(static (h, i) => h.Trim() is { Length: > 0 } name ? name : $"Column {i + 1}")], phones, names);
    }

    private static List<int> Where(List<string> words, Func<string, bool> fits) =>
        [.. words.Index().Where(w => fits(w.Item)).Select(static w => w.Index)];

    private static string Listed(IReadOnlyList<string> headers) =>
        string.Join(", ", headers.Take(20).Select(static h => $"\"{(h.Length <= 40 ? h : h[..40])}\""));
}
