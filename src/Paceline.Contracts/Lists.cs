namespace Paceline.Contracts;

/// <summary>What became of an imported file, or would become of it.</summary>
/// <param name="Rows">Data rows read.</param>
/// <param name="Accepted">People added.</param>
/// <param name="Refused">Rows refused in all.</param>
/// <param name="Refusals">The first 1,000 of them, with row and reason.</param>
/// <param name="PhoneColumn">The first column that was taken as a phone number; empty: none was, and a dry run waits to be told.</param>
/// <param name="Groups">All refused rows by reason, the commonest first.</param>
/// <param name="Suppressed">Accepted people with a number on the Do Not Call list; such a number is never dialled.</param>
/// <param name="Columns">What each column of the file was taken as.</param>
/// <param name="DryRun">Whether nothing was written.</param>
/// <param name="Import">By this number the import can be undone; null after a dry run.</param>
public sealed record ImportReport(
    long Rows,
    long Accepted,
    long Refused,
    IReadOnlyList<RefusedRow> Refusals,
    string PhoneColumn,
    IReadOnlyList<RefusedGroup>? Groups = null,
    long Suppressed = 0,
    IReadOnlyList<ImportColumn>? Columns = null,
    bool DryRun = false,
    long? Import = null);

/// <summary>One refused row of an import.</summary>
/// <param name="Row">Row in the file; the header is row 1.</param>
/// <param name="Reason">A sentence: what was expected and what came.</param>
public sealed record RefusedRow(long Row, string Reason);

/// <summary>All rows refused for one reason.</summary>
/// <param name="Code">Such as "noSuchNumber"; stable.</param>
/// <param name="Reason">What they have in common, and the remedy.</param>
/// <param name="Rows">The first 100 of them.</param>
/// <param name="Samples">The first 5, each with its own sentence.</param>
public sealed record RefusedGroup(string Code, string Reason, long Count, IReadOnlyList<long> Rows, IReadOnlyList<RefusedRow> Samples);

/// <summary>One column of a file and what it was taken as.</summary>
/// <param name="Use">"field", "phone", "mobile", "home", "work", "name", "zone" or "skip": the words of a mapping.</param>
/// <param name="Sample">What stands in the first row.</param>
public sealed record ImportColumn(string Column, string Use, string Sample);

/// <summary>The imports of a campaign group's list, the newest first; at most 100.</summary>
public sealed record ImportHistory(IReadOnlyList<ImportEntry> Imports);

/// <summary>One import as it is remembered.</summary>
/// <param name="Import">Its number.</param>
/// <param name="By">User id, or "command line"; empty: unknown.</param>
/// <param name="File">The file's name; empty: unknown.</param>
/// <param name="Finished">False: it is under way, or its process ended before it did.</param>
/// <param name="TakenAt">When the first of its people was taken to be called (UTC): from then on it cannot be undone.</param>
public sealed record ImportEntry(
    long Import,
    DateTimeOffset At,
    string By,
    string File,
    long Rows,
    long Accepted,
    long Refused,
    long Suppressed,
    IReadOnlyList<RefusedGroup> Groups,
    bool Finished,
    DateTimeOffset? TakenAt,
    DateTimeOffset? UndoneAt,
    string? UndoneBy)
{
    /// <summary>Whether an undo is possible now.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool CanUndo => TakenAt is null && UndoneAt is null;
}

/// <summary>What a field of a record may hold.</summary>
public enum FieldType
{
    /// <summary>Anything; at most 1,000 characters.</summary>
    Text,

    /// <summary>"yes", "no", or empty.</summary>
    Check,

    /// <summary>A day: yyyy-MM-dd.</summary>
    Date,

    /// <summary>A whole or decimal number with a point.</summary>
    Number,

    /// <summary>One of the choices.</summary>
    List,
}

/// <summary>What one column of a calling list means to people.</summary>
/// <param name="Column">The header in the file; 1 to 200 characters.</param>
/// <param name="Label">The name agents read; empty: the column's.</param>
/// <param name="Editable">Whether agents may change it.</param>
/// <param name="Shown">Whether agents see it.</param>
/// <param name="Choices">What a list offers; 1 to 100 for a list, none for other types.</param>
/// <param name="Imported">Told by the server: whether a file had the column. False: it was added here.</param>
public sealed record ListField(
    string Column, string Label, FieldType Type, bool Editable, bool Shown, IReadOnlyList<string> Choices, bool Imported = false);

/// <summary>The fields of a campaign group's list, in the order in which agents see them; at most 200.</summary>
public sealed record FieldList(IReadOnlyList<ListField> Fields)
{
    /// <summary>Told by the server: the word for what was read. Sent back with a change, the change is refused when somebody else was faster;
    /// null: it is written over whatever is there.</summary>
    public string? Version { get; init; }
}

/// <summary>Changes one field of the record on the agent's desk.</summary>
/// <param name="Field">The column.</param>
/// <param name="Value">As the field's type wants it; empty: nothing.</param>
public sealed record RecordEditRequest(Guid Attempt, string Field, string Value);

/// <summary>A piece of the Do Not Call list.</summary>
/// <param name="Total">How many numbers the whole list has.</param>
/// <param name="Entries">Those that fit the search, the newest first.</param>
/// <param name="More">Whether more follow.</param>
/// <param name="Removed">Numbers that fit the search and were taken off the list, the latest first; at most 20.</param>
public sealed record SuppressionList(
    long Total, IReadOnlyList<SuppressionEntry> Entries, bool More, IReadOnlyList<RemovedSuppressionEntry> Removed);

/// <summary>A number that nobody calls.</summary>
/// <param name="By">User id of who put it there.</param>
public sealed record SuppressionEntry(string Number, string Reason, string By, DateTimeOffset At);

/// <summary>A number that was taken off the list, by whom, when and why.</summary>
/// <param name="Had">The entry as it was.</param>
public sealed record RemovedSuppressionEntry(SuppressionEntry Had, string Reason, string By, DateTimeOffset At);

/// <summary>What became of a file of numbers.</summary>
/// <param name="Added">Numbers that are on the list now and were not.</param>
/// <param name="Known">Numbers that were on it already, or twice in the file.</param>
/// <param name="Refusals">The first 1,000 refused rows.</param>
public sealed record SuppressionImport(long Rows, long Added, long Known, long Refused, IReadOnlyList<RefusedRow> Refusals);
