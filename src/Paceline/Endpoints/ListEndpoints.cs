using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using Paceline.Contracts;
using Paceline.Dialing;
using Paceline.Dialing.Contacts;
using Paceline.Grains;
using Paceline.Server;
using Paceline.Settings;
using Paceline.Storage;

namespace Paceline.Endpoints;

/// <summary>What a supervisor does with calling lists and with the Do Not Call list, by screen or by key.</summary>
internal static class ListEndpoints
{
    private const int NameMax = 80;
    private const int ChoicesMax = 100;
    private const int ReasonMax = 200;
    private const int PageMax = 200;
    private const int ImportsShown = 100;

    public static void MapLists(this IEndpointRouteBuilder routes)
    {
        var desk = routes.MapGroup("").RequireAuthorization(Caller.Supervisor).AddEndpointFilter<Idempotency>().WithTags("Lists").Refuses();

        desk.MapGet(Api.Campaigns + "/{campaign}/imports", ImportsAsync).Gives<ImportHistory>("The imports of the list, the newest first.");
        desk.MapPost(Api.Campaigns + "/{campaign}/imports/{import}/undo", UndoAsync)
            .Does("Takes the people of an import off the list again, until the first of them is taken to be called.");
        desk.MapGet(Api.Campaigns + "/{campaign}/fields", FieldsAsync).Gives<FieldList>("What the columns of the list are to people.");
        desk.MapPost(Api.Campaigns + "/{campaign}/fields", SetFieldsAsync).Does("Sets name, type, order and choices of all fields.");
        desk.MapGet(Api.Suppressions, SuppressionsAsync)
            .Gives<SuppressionList>("The Do Not Call list, the newest entries first; number: digits to search for.");
        desk.MapPost(Api.Suppressions, SuppressAsync).Does("Puts a number on the Do Not Call list.");
        desk.MapDelete(Api.Suppressions, UnsuppressAsync).Does("Takes a number off the Do Not Call list, for a reason that is kept.");

        // Without the idempotency filter: a list may be larger than what is buffered, and a number twice is refused row by row anyway.
        Takes(routes.MapPost(Api.Campaigns + "/{campaign}/records", ImportAsync)
            .Gives<ImportReport>("Takes a CSV (UTF-8, header first) as the body; each row becomes a person to call. With dryRun nothing is written."));
        Takes(routes.MapPost(Api.SuppressionFile, SuppressFileAsync)
            .Gives<SuppressionImport>("Takes a CSV with a phone column, or a text with one number a line, onto the Do Not Call list."));
    }

    /// <summary>A file as the body, however long.</summary>
    private static void Takes(RouteHandlerBuilder endpoint) => endpoint
        .RequireAuthorization(Caller.Supervisor)
        .WithMetadata(new RequestSizeLimitAttribute(PacelineServer.ListLengthMax))
        .WithTags("Lists").Refuses()
        .AddOpenApiOperationTransformer(static (operation, _, _) =>
        {
            // Told, not demanded: a list is taken under whatever content type a tool sends it.
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["text/csv"] = new() },
            };
            return Task.CompletedTask;
        });

    // ---- Imports -----------------------------------------------------------------------------------------------------

    private static async Task<IResult> ImportAsync(
        string campaign, HttpContext context, SqliteStore store, IGrainFactory grains, Screens screens, Journal journal, ServerSettings settings,
        string? region = null, [FromQuery] string[]? map = null, string? file = null, bool dryRun = false)
    {
        if (await store.Groups.FindAsync(new(campaign), context.RequestAborted) is null)
        {
            return Problems.NotFound("campaign", campaign);
        }

        try
        {
            var user = Caller.Of(context.User).Id;
            var reading = new ListReading(
                region ?? settings.Text("region"), [.. (map ?? []).Select(MappedColumn.Parse)], user, Wording.Short(file ?? "", NameMax));
            if (dryRun)
            {
                return Results.Ok(ListReports.Of(
                    await store.Lists.CheckAsync(
                        new(campaign), context.Request.Body, reading with { Asks = true }, progress: null, context.RequestAborted)));
            }

            var imported = await store.Lists.ImportAsync(new(campaign), context.Request.Body, reading, progress: null, context.RequestAborted);
            screens.ListChanged();
            journal.Imported(imported.Accepted, imported.Rows, campaign, user);
            await grains.GetGrain<ICampaignGroupGrain>(campaign).WakeAsync();
            return Results.Ok(ListReports.Of(imported));
        }
        catch (ImportRefusedException refusal)
        {
            return Problems.Of(400, "no-calling-list", "This file is no calling list.", refusal.Message);
        }
    }

    private static async Task<IResult> ImportsAsync(string campaign, HttpContext context, SqliteStore store) =>
        await store.Groups.FindAsync(new(campaign), context.RequestAborted) is null
            ? Problems.NotFound("campaign", campaign)
            : Results.Ok(new ImportHistory(
                [.. (await store.Imports.OfAsync(new(campaign), ImportsShown, context.RequestAborted)).Select(ListReports.Of)]));

    private static async Task<IResult> UndoAsync(
        string campaign, long import, HttpContext context, SqliteStore store, Screens screens, Journal journal)
    {
        var user = Caller.Of(context.User).Id;
        switch (await store.Imports.UndoAsync(new(campaign), import, user, context.RequestAborted))
        {
            case UndoOutcome.Undone undone:
                screens.ListChanged();
                journal.Undone(import, campaign, undone.People, user);
                return Results.NoContent();
            case UndoOutcome.Refused refused:
                return Problems.Of(409, "already-called", "The import cannot be undone any more.",
                    $"The first of its people was taken to be called at {refused.TakenAt} (UTC). Stop the campaign, or finish its people one by one.");
            default:
                return Problems.Of(404, "unknown-id", "There is no such import.", $"Campaign \"{campaign}\" has no import {import}.");
        }
    }

    // ---- Fields ------------------------------------------------------------------------------------------------------

    private static async Task<IResult> FieldsAsync(string campaign, HttpContext context, SqliteStore store) =>
        await store.Groups.FindAsync(new(campaign), context.RequestAborted) is null
            ? Problems.NotFound("campaign", campaign)
            : Results.Ok(ShownOf(await store.Fields.OfAsync(new(campaign), context.RequestAborted)));

    private static FieldList ShownOf(IReadOnlyList<StoredField> fields)
    {
        FieldList shown = new([
            .. fields.Select(static f => new ListField(
                f.Definition.Column,
                f.Definition.Label,
                (Contracts.FieldType)f.Definition.Type,
                f.Definition.Editable,
                f.Definition.Shown,
                f.Definition.Choices,
                f.Imported)),
        ]);
        return shown with { Version = SeenVersion.Of(shown, ContractsJson.Default.FieldList) };
    }

    private static async Task<IResult> SetFieldsAsync(FieldList body, string campaign, HttpContext context, SqliteStore store)
    {
        var known = await store.Fields.OfAsync(new(campaign), context.RequestAborted);
        if (SeenVersion.Refusal(body.Version, ShownOf(known).Version) is { } late)
        {
            return late;
        }

        if (WrongWith(body.Fields, [.. known.Where(static f => f.Imported).Select(static f => f.Definition.Column)]) is { } sentence)
        {
            return Problems.Of(400, "bad-field", "The fields cannot be like that.", sentence);
        }

        var fields = body.Fields.Select(static f => new FieldDefinition(
            f.Column.Trim(), f.Label.Trim(), (Dialing.Contacts.FieldType)f.Type, f.Editable, f.Shown, [.. f.Choices.Select(static c => c.Trim())]));
        return await store.Fields.SetAsync(new(campaign), [.. fields], context.RequestAborted)
            ? Results.NoContent()
            : Problems.NotFound("campaign", campaign);
    }

    /// <summary>The first thing that is not as it must be; null: nothing.</summary>
    /// <param name="imported">Columns that files had: they stay, also when they are not named.</param>
    private static string? WrongWith(IReadOnlyList<ListField>? fields, IReadOnlyList<string> imported)
    {
        if (fields is not { Count: <= CallingLists.ColumnsMax })
        {
            return $"A list has at most {CallingLists.ColumnsMax} fields.";
        }

        HashSet<string> columns = new(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            if (field is null)
            {
                return "A field has a column, a shown name and a type; one of them is null.";
            }

            var choices = field.Choices ?? [];
            var wrong = field.Column?.Trim() is not { Length: > 0 and <= CallingLists.ColumnLengthMax }
                    ? $"A column has 1 to {CallingLists.ColumnLengthMax} characters."
                : !columns.Add(field.Column.Trim()) ? $"The column \"{field.Column}\" is there twice."
                : field.Label is not { Length: <= NameMax } ? $"The shown name of \"{field.Column}\" has at most {NameMax} characters."
                : field.Type is Contracts.FieldType.List && choices.Count is 0 or > ChoicesMax
                    ? $"A list offers 1 to {ChoicesMax} choices; \"{field.Column}\" has {choices.Count}."
                : field.Type is not Contracts.FieldType.List && choices.Count > 0 ? $"Only a list has choices; \"{field.Column}\" is none."
                : choices.Any(static c => c is null || c.Trim() is not { Length: > 0 and <= NameMax })
                    ? $"A choice has 1 to {NameMax} characters; one of \"{field.Column}\" has not."
                : null;
            if (wrong is not null)
            {
                return wrong;
            }
        }

        columns.UnionWith(imported);
        return columns.Count <= CallingLists.ColumnsMax
            ? null
            : $"A list has at most {CallingLists.ColumnsMax} fields; with those of its files, which stay, it would have {columns.Count}.";
    }

    // ---- Do Not Call -------------------------------------------------------------------------------------------------

    private static async Task<IResult> SuppressionsAsync(
        HttpContext context, SqliteStore store, string? number = null, int skip = 0, int limit = 50)
    {
        if (skip < 0 || limit is < 1 or > PageMax)
        {
            return Problems.Of(400, "bad-page", "There is no such piece of the list.", $"skip is 0 or more, limit 1 to {PageMax}.");
        }

        var digits = string.Concat((number ?? "").Where(char.IsAsciiDigit));
        if (number is { Length: > 0 } && digits.Length == 0)
        {
            return Problems.Of(400, "bad-number", "Nothing can be found by that.", $"Expected digits of a number; \"{Wording.Short(number, 40)}\" has none.");
        }

        var page = await store.Suppressions.PageAsync(digits, skip, limit, context.RequestAborted);
        return Results.Ok(new SuppressionList(
            page.Total,
            [.. page.Entries.Select(Of)],
            page.More,
            [.. page.Removed.Select(static r => new RemovedSuppressionEntry(Of(r.Had), r.Reason, r.By, r.At.ToDateTimeOffset()))]));

        static SuppressionEntry Of(Suppression s) => new(s.Number.Dialable, s.Reason, s.By, s.At.ToDateTimeOffset());
    }

    private static async Task<IResult> SuppressAsync(SuppressionRequest body, HttpContext context, SqliteStore store)
    {
        if (!PhoneNumber.IsDialable(body.Number) || body.Reason is not { Length: <= ReasonMax })
        {
            return BadNumber();
        }

        await store.Suppressions.AddAsync(new(body.Number), body.Reason, Caller.Of(context.User).Id, context.RequestAborted);
        return Results.NoContent();
    }

    /// <summary>The number is in the query and not in the path, because a path may come into a log.</summary>
    private static async Task<IResult> UnsuppressAsync(
        HttpContext context, SqliteStore store, Journal journal, string? number = null, string? reason = null)
    {
        if (number is null || !PhoneNumber.IsDialable(number))
        {
            return BadNumber();
        }

        if (reason?.Trim() is not { Length: > 0 and <= ReasonMax } why)
        {
            return Problems.Of(400, "bad-reason", "A removal needs its reason.",
                $"Say why this number may be called again, in 1 to {ReasonMax} characters; it is kept.");
        }

        var user = Caller.Of(context.User).Id;
        if (!await store.Suppressions.RemoveAsync(new(number), why, user, context.RequestAborted))
        {
            return Problems.Of(404, "unknown-id", "The number is not on the list.", "Nothing was changed.");
        }

        journal.Unsuppressed(user);
        return Results.NoContent();
    }

    private static async Task<IResult> SuppressFileAsync(
        HttpContext context, SqliteStore store, Journal journal, ServerSettings settings, string? region = null, string? reason = null)
    {
        if (reason?.Trim() is not { Length: > 0 and <= ReasonMax } why)
        {
            return Problems.Of(400, "bad-reason", "The numbers need a reason.", $"Say where they come from, in 1 to {ReasonMax} characters.");
        }

        try
        {
            var user = Caller.Of(context.User).Id;
            var done = await store.Suppressions.ImportAsync(
                context.Request.Body, region ?? settings.Text("region"), why, user, context.RequestAborted);
            journal.Suppressed(done.Added, done.Rows, user);
            return Results.Ok(new SuppressionImport(
                done.Rows, done.Added, done.Known, done.Refused, [.. done.Refusals.Select(ListReports.Of)]));
        }
        catch (ImportRefusedException refusal)
        {
            return Problems.Of(400, "no-numbers", "This file is no list of numbers.", refusal.Message);
        }
    }

    private static IResult BadNumber() =>
        Problems.Of(400, "bad-number", "This is no number.", "A number has + and 4 to 15 digits, a reason at most 200 characters.");
}
