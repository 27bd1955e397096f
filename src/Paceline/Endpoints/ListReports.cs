using Paceline.Contracts;
using Paceline.Storage;

namespace Paceline.Endpoints;

/// <summary>What the store says of an import, in the words of the public API.</summary>
internal static class ListReports
{
    public static ImportReport Of(ImportedList list) => new(
        list.Rows,
        list.Accepted,
        list.Refused,
        [.. list.Refusals.Select(Of)],
        list.PhoneColumn,
        [.. list.Groups.Select(Of)],
        list.Suppressed,
        [.. list.Columns.Select(static c => new ImportColumn(c.Column, c.Use.ToString().ToLowerInvariant(), c.Sample))],
        list.Import is null,
        list.Import);

    public static ImportEntry Of(StoredImport import) => new(
        import.Id,
        import.At.ToDateTimeOffset(),
        import.By,
        import.File,
        import.Rows,
        import.Accepted,
        import.Refused,
        import.Suppressed,
        [.. import.Groups.Select(Of)],
        import.FinishedAt is not null,
        import.TakenAt?.ToDateTimeOffset(),
        import.UndoneAt?.ToDateTimeOffset(),
        import.UndoneBy);

    public static Contracts.RefusedRow Of(Storage.RefusedRow row) => new(row.Row, row.Reason);

    private static Contracts.RefusedGroup Of(Storage.RefusedGroup group) =>
        new(CodeOf(group.Kind), group.Reason, group.Count, group.Rows, [.. group.Samples.Select(Of)]);

    private static string CodeOf(RefusalKind kind) => kind switch
    {
        RefusalKind.NoNumber => "noNumber",
        RefusalKind.NotANumber => "notANumber",
        RefusalKind.NoSuchNumber => "noSuchNumber",
        RefusalKind.NotCalled => "notCalled",
        RefusalKind.UnknownZone => "unknownZone",
        RefusalKind.AlreadyInList => "alreadyInList",
    };
}
