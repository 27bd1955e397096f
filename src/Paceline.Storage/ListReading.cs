namespace Paceline.Storage;

/// <summary>What a column of a file becomes.</summary>
public enum ColumnUse
{
    /// <summary>A field of the record.</summary>
    Field,

    /// <summary>A number of a telephone nobody says more about.</summary>
    Phone,

    /// <summary>A number of a mobile.</summary>
    Mobile,

    /// <summary>A number at home.</summary>
    Home,

    /// <summary>A number at work.</summary>
    Work,

    /// <summary>The contact's name, or a part of it.</summary>
    Name,

    /// <summary>The contact's time zone (IANA), instead of the one the number plan knows.</summary>
    Zone,

    /// <summary>Nothing: it is not imported.</summary>
    Skip,
}

/// <summary>One column and what somebody says it is.</summary>
public sealed record MappedColumn(string Column, ColumnUse Use)
{
    /// <summary>The words of a mapping, in the order in which people are told them.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. Enum.GetNames<ColumnUse>().Select(static n => n.ToLowerInvariant())];

    /// <summary>Reads "phone=Telefone" or "phone:Telefone".</summary>
    /// <exception cref="ImportRefusedException">It is no mapping.</exception>
    public static MappedColumn Parse(string text)
    {
        var at = text.AsSpan().IndexOfAny('=', ':');
        var column = at < 0 ? "" : text[(at + 1)..].Trim();
        return at > 0 && column.Length > 0 && Enum.TryParse<ColumnUse>(text.AsSpan(0, at).Trim(), ignoreCase: true, out var use)
            && Words.Contains(text[..at].Trim().ToLowerInvariant(), StringComparer.Ordinal)
            ? new(column, use)
            : throw new ImportRefusedException(
                $"\"{text}\" is no mapping of a column. Expected a word, = and the column's header, such as phone=Telephone; "
                + $"words are: {string.Join(", ", Words)}.");
    }
}

/// <summary>How a file is read as a calling list.</summary>
/// <param name="Region">Where numbers without a country code are: ISO 3166 two letters, such as "US".</param>
/// <param name="Columns">What certain columns are; the others are guessed from their headers. Phones that are named here replace the
/// guessed ones, and so does a name.</param>
/// <param name="By">Who imports it.</param>
/// <param name="File">The file's name for people; empty: unknown.</param>
/// <param name="Asks">A file none of whose columns is known to be the phone number is read all the same, and every row refused: who sees
/// the columns may say which it is. Only a check may.</param>
public sealed record ListReading(string Region, IReadOnlyList<MappedColumn> Columns, string By, string File, bool Asks = false)
{
    internal ListColumns ColumnsOf(string[] headers) => Asks ? ListColumns.Found(headers, Columns) : ListColumns.Of(headers, Columns);
}

/// <summary>How far an import is.</summary>
/// <param name="Rows">Rows read.</param>
/// <param name="Accepted">Of these, people taken.</param>
/// <param name="Share">Of the file, 0 to 1.</param>
public sealed record ImportProgress(long Rows, long Accepted, double Share);

/// <summary>Why a row was refused.</summary>
public enum RefusalKind
{
    /// <summary>Every phone column is empty.</summary>
    NoNumber,

    /// <summary>What stands there is no telephone number.</summary>
    NotANumber,

    /// <summary>A number that the world's number plans do not have.</summary>
    NoSuchNumber,

    /// <summary>A number whose call costs more than a call, or that is nobody's: premium rate, short code, pager.</summary>
    NotCalled,

    /// <summary>Nobody knows when it may be called.</summary>
    UnknownZone,

    /// <summary>The list has the number.</summary>
    AlreadyInList,
}

/// <summary>One refused row of an import.</summary>
/// <param name="Row">Row in the file; the header is row 1, and empty lines are not counted.</param>
/// <param name="Reason">A sentence: what was expected and what came.</param>
public sealed record RefusedRow(long Row, RefusalKind Kind, string Reason);

/// <summary>All rows refused for one reason.</summary>
/// <param name="Rows">The first 100 of them.</param>
/// <param name="Samples">The first 5, each with its own sentence.</param>
public sealed record RefusedGroup(RefusalKind Kind, long Count, IReadOnlyList<long> Rows, IReadOnlyList<RefusedRow> Samples)
{
    /// <summary>Rows named in a group.</summary>
    public const int RowsMax = 100;

    /// <summary>Rows shown with what stands in them.</summary>
    public const int SamplesMax = 5;

    /// <summary>What they have in common, and the remedy.</summary>
    public string Reason => ReasonOf(Kind);

    /// <summary>A reason and its remedy in one sentence or two.</summary>
    public static string ReasonOf(RefusalKind kind) => kind switch
    {
        RefusalKind.NoNumber => "No phone number stands in the row.",
        RefusalKind.NotANumber => "What stands in the phone column is no telephone number. Is it the right column?",
        RefusalKind.NoSuchNumber => "No such number exists: too short, too long, or of another country than the one that was set.",
        RefusalKind.NotCalled => "Numbers of special rates, short codes, pagers and voicemail boxes are not called.",
        RefusalKind.UnknownZone => "The time zone is unknown, so nobody knows when the number may be called. A column can say it.",
        RefusalKind.AlreadyInList => "The number is in the list already.",
    };
}
