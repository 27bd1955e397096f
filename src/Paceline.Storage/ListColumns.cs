using System.Globalization;

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

    private ListColumns(IReadOnlyList<string> headers, IReadOnlyList<ColumnUse> uses, IReadOnlyList<int> phones)
    {
        Headers = headers;
        Uses = uses;
        Phones = phones;
        Names = All(uses, ColumnUse.Name);
        Fields = All(uses, ColumnUse.Field);
        Zone = All(uses, ColumnUse.Zone) is [var zone, ..] ? zone : null;
    }

    public IReadOnlyList<string> Headers { get; }

    /// <summary>What each column is, in the order of the file.</summary>
    public IReadOnlyList<ColumnUse> Uses { get; }

    /// <summary>In the order in which they were named, else of the file: the first is tried first.</summary>
    public IReadOnlyList<int> Phones { get; }

    /// <summary>What makes the contact's name, joined by a space; empty: the list has none.</summary>
    public IReadOnlyList<int> Names { get; }

    public IReadOnlyList<int> Fields { get; }

    /// <summary>The column of the contact's time zone; null: the number plan says it.</summary>
    public int? Zone { get; }

    /// <summary>The telephone a number of this column belongs to: "mobile", "home", "work", or empty.</summary>
    public string PhoneType(int column) => Uses[column] is ColumnUse.Phone ? "" : Uses[column].ToString().ToLowerInvariant();

    /// <summary>By headers alone.</summary>
    /// <exception cref="ImportRefusedException">No column is a phone number.</exception>
    public static ListColumns Of(IReadOnlyList<string> headers) => Of(headers, []);

    /// <exception cref="ImportRefusedException">There are too many columns, none of them is a phone number, or a mapping names one that is not
    /// there.</exception>
    public static ListColumns Of(IReadOnlyList<string> headers, IReadOnlyList<MappedColumn> mapped) => Found(headers, mapped) is { Phones.Count: > 0 } columns
        ? columns
        : throw new ImportRefusedException(
            "The file has no column for the phone number. Expected a header such as \"phone\" or \"mobile\", or a mapping such as "
            + $"phone=COLUMN; its columns are: {Listed(headers)}.");

    /// <summary>The same where somebody is yet to say which column is the phone number: there may be none.</summary>
    /// <exception cref="ImportRefusedException">There are too many columns, or a mapping names one that is not there.</exception>
    public static ListColumns Found(IReadOnlyList<string> headers, IReadOnlyList<MappedColumn> mapped)
    {
        DemandFew(headers);
        var told = mapped.Select(m => (Column: Named(headers, m.Column), m.Use)).ToList();
        var uses = new ColumnUse?[headers.Count];
        foreach (var (column, use) in told)
        {
            uses[column] = use;
        }

        var words = headers.Select(static h => new string([.. h.Where(char.IsLetterOrDigit)]).ToLowerInvariant()).ToList();
        var free = words.Index().Where(w => uses[w.Index] is null).ToList();
        if (!Array.Exists(uses, static u => IsPhone(u)))
        {
            foreach (var column in GuessedPhones(free))
            {
                uses[column] = PhoneUse(words[column]);
            }
        }

        if (!Array.Exists(uses, static u => u is ColumnUse.Name))
        {
            foreach (var column in GuessedNames(free).Where(c => uses[c] is null))
            {
                uses[column] = ColumnUse.Name;
            }
        }

        List<int> phones = [.. told.Where(t => IsPhone(uses[t.Column])).Select(static t => t.Column).Distinct()];
        return new(
            [.. headers.Select(static (h, i) => h.Trim() is { Length: > 0 } name ? name : $"Column {i + 1}")],
            [.. uses.Select(static u => u ?? ColumnUse.Field)],
            phones.Count > 0 ? phones : [.. uses.Index().Where(static u => IsPhone(u.Item)).Select(static u => u.Index)]);
    }

    private static void DemandFew(IReadOnlyList<string> headers)
    {
        if (headers.Count > CallingLists.ColumnsMax)
        {
            throw new ImportRefusedException(string.Create(
                CultureInfo.InvariantCulture,
                $"The file has {headers.Count:N0} columns; a list has at most {CallingLists.ColumnsMax}. Keep those that agents need, and send it again."));
        }

        if (headers.Index().FirstOrDefault(static h => h.Item.Trim().Length > CallingLists.ColumnLengthMax) is { Item: { } longest, Index: var at })
        {
            throw new ImportRefusedException(string.Create(
                CultureInfo.InvariantCulture,
                $"The header of column {at + 1} has {longest.Trim().Length:N0} characters, at most {CallingLists.ColumnLengthMax} are kept. Shorten it."));
        }
    }

    private static List<int> GuessedPhones(List<(int Index, string Word)> free)
    {
        var phones = Where(free, static w => _phoneWords.Contains(w.TrimEnd(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])));

        // Many things have a number (a house, a policy): taken only if nothing says phone.
        return phones.Count > 0 ? phones : Where(free, static w => w == "number");
    }

    private static List<int> GuessedNames(List<(int Index, string Word)> free) =>
        Where(free, _nameWords.Contains) is [var whole, ..]
            ? [whole]
            :
            [
                .. Where(free, static w => w == "firstname").Take(1),
                .. Where(free, static w => w is "lastname" or "surname").Take(1),
            ];

    private static ColumnUse PhoneUse(string word) =>
        word.Contains("mobile", StringComparison.Ordinal) || word.Contains("cell", StringComparison.Ordinal) ? ColumnUse.Mobile
        : word.Contains("home", StringComparison.Ordinal) ? ColumnUse.Home
        : word.Contains("work", StringComparison.Ordinal) ? ColumnUse.Work
        : ColumnUse.Phone;

    private static bool IsPhone(ColumnUse? use) => use is ColumnUse.Phone or ColumnUse.Mobile or ColumnUse.Home or ColumnUse.Work;

    private static int Named(IReadOnlyList<string> headers, string column)
    {
        var found = headers.Index().Where(h => string.Equals(h.Item.Trim(), column.Trim(), StringComparison.OrdinalIgnoreCase)).ToList();
        return found.Count > 0
            ? found[0].Index
            : throw new ImportRefusedException($"The file has no column \"{column}\"; its columns are: {Listed(headers)}.");
    }

    private static List<int> All(IReadOnlyList<ColumnUse> uses, ColumnUse use) =>
        [.. uses.Index().Where(u => u.Item == use).Select(static u => u.Index)];

    private static List<int> Where(List<(int Index, string Word)> words, Func<string, bool> fits) =>
        [.. words.Where(w => fits(w.Word)).Select(static w => w.Index)];

    private static string Listed(IReadOnlyList<string> headers) =>
        string.Join(", ", headers.Take(20).Select(static h => $"\"{(h.Length <= 40 ? h : h[..40])}\""));
}
