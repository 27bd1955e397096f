using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Paceline.Contracts;
using Paceline.Endpoints;
using Paceline.Settings;
using Paceline.Storage;

namespace Paceline.Commands;

/// <summary><c>paceline lists import</c>: a file into a calling list, beside a running server or without one.</summary>
internal static class ListsCommand
{
    /// <summary>Who imports, in the list of imports.</summary>
    private const string By = "command line";

    private const int RowsShown = 12;

    public static Command Create() => new("lists", "Works with calling lists.") { Import() };

    private static Command Import()
    {
        var file = new Argument<string>("file") { Description = "CSV in UTF-8, header first; -: the standard input." };
        var list = new Option<string>("--list") { Description = "The campaign group: its id or its name.", Required = true };
        var region = new Option<string?>("--region") { Description = "Where numbers without a country code are, such as US; default: the setting." };
        var map = new Option<string[]>("--map")
        {
            Description = $"WORD=COLUMN for a column whose header does not say it; again and again. Words: {string.Join(", ", MappedColumn.Words)}.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = static _ => [],
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Tells what would become of it, and writes nothing." };
        var json = new Option<bool>("--json") { Description = "Ends with one line of JSON instead of words." };
        var data = Options.Data();
        var command = new Command("import", "Imports a CSV file: each row becomes a person to call.") { file, list, region, map, dryRun, json, data };
        command.SetAction((arguments, cancellationToken) => Exits.GuardAsync(() => ImportAsync(
            new(
                arguments.GetRequiredValue(file),
                arguments.GetRequiredValue(list),
                arguments.GetValue(region),
                arguments.GetRequiredValue(map),
                arguments.GetValue(dryRun),
                arguments.GetValue(json),
                arguments.GetRequiredValue(data)),
            Console.Out,
            Console.Error,
            cancellationToken)));
        return command;
    }

    /// <summary>What the command line asks for.</summary>
    internal sealed record Order(string File, string List, string? Region, IReadOnlyList<string> Map, bool DryRun, bool Json, string Data);

    internal static async Task<int> ImportAsync(Order order, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        var settings = ServerSettings.Read(
            order.Data, file: null, new Dictionary<string, string>(StringComparer.Ordinal), Environment.GetEnvironmentVariable);
        if (!Directory.Exists(settings.Data))
        {
            throw new StoreRefusedException($"There is no data directory {settings.Data}. Say where it is with --data.");
        }

        var reading = new ListReading(
            order.Region ?? settings.Text("region"),
            [.. order.Map.Select(MappedColumn.Parse)],
            By,
            order.File == "-" ? "" : Path.GetFileName(order.File));
        await using var rows = Open(order.File);
        await using var store = await SqliteStore.OpenForCommandAsync(settings.Data, TimeProvider.System, cancellationToken);
        var group = await FindAsync(store, order.List, cancellationToken);
        var progress = new Progress(errors);
        var done = order.DryRun
            ? await store.Lists.CheckAsync(group.Id, rows, reading, progress, cancellationToken)
            : await store.Lists.ImportAsync(group.Id, rows, reading, progress, cancellationToken);
        progress.End();
        var report = ListReports.Of(done);
        await output.WriteLineAsync(order.Json ? JsonSerializer.Serialize(report, ContractsJson.Default.ImportReport) : Words(report, group.Name));
        return Exits.Good;
    }

    private static Stream Open(string path)
    {
        try
        {
            return path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ImportRefusedException($"The file {path} cannot be read: {failure.Message}");
        }
    }

    /// <summary>By id; else by a name that only one group has.</summary>
    private static async Task<StoredGroup> FindAsync(SqliteStore store, string name, CancellationToken cancellationToken)
    {
        var groups = await store.Groups.AllAsync(cancellationToken);
        var named = groups.Where(g => string.Equals(g.Name, name, StringComparison.OrdinalIgnoreCase)).ToList();
        return groups.FirstOrDefault(g => g.Id.Value == name)
            ?? (named is [var only] ? only : throw new ImportRefusedException(
                groups.Count == 0 ? $"There is no list \"{name}\": no campaign was made yet."
                : named.Count > 1 ? $"{named.Count} campaigns are called \"{name}\". Say which by its id: {Ids(named)}."
                : $"There is no list \"{name}\". Campaigns are: {Ids(groups)}."));

        static string Ids(IEnumerable<StoredGroup> groups) => string.Join(", ", groups.Select(static g => g.Id.Value));
    }

    private static string Words(ImportReport report, string list)
    {
        List<string> lines =
        [
            report.DryRun
                ? $"{N(report.Accepted)} of {N(report.Rows)} rows would come to {list}. Nothing was written."
                : $"{N(report.Accepted)} of {N(report.Rows)} rows came to {list} (import {report.Import}).",
            $"Columns: {string.Join(", ", (report.Columns ?? []).Select(static c => $"{c.Column} → {c.Use}"))}",
        ];
        if (report.Suppressed > 0)
        {
            lines.Add($"{N(report.Suppressed)} of them have a number on the Do Not Call list; it is never dialled.");
        }

        if (report.Refused > 0)
        {
            lines.Add($"{N(report.Refused)} rows were refused:");
        }

        foreach (var group in report.Groups ?? [])
        {
            var rows = string.Join(", ", group.Rows.Take(RowsShown));
            lines.Add($"  {N(group.Count)}: {group.Reason}");
            lines.Add($"    {(group.Count == 1 ? "row" : "rows")} {rows}{(group.Count > RowsShown ? " …" : "")}");
            lines.AddRange(group.Samples.Take(3).Select(static s => string.Create(CultureInfo.InvariantCulture, $"    row {s.Row}: {s.Reason}")));
        }

        return string.Join(Environment.NewLine, lines);

        static string N(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
    }

    /// <summary>How far a long file is: one line that rewrites itself on a terminal, one every five seconds elsewhere.</summary>
    private sealed class Progress(TextWriter to) : IProgress<ImportProgress>
    {
        private static readonly TimeSpan _live = TimeSpan.FromMilliseconds(200);
        private static readonly TimeSpan _plain = TimeSpan.FromSeconds(5);
        private readonly bool _terminal = !Console.IsErrorRedirected;
        private long _shown = Stopwatch.GetTimestamp();
        private bool _any;

        public void Report(ImportProgress value)
        {
            if (Stopwatch.GetElapsedTime(_shown) < (_terminal ? _live : _plain))
            {
                return;
            }

            _shown = Stopwatch.GetTimestamp();
            _any = true;
            var text = string.Create(CultureInfo.InvariantCulture, $"{value.Rows:N0} rows, {value.Accepted:N0} accepted, {value.Share:0 %} of the file");
            to.Write(_terminal ? $"\r\e[2K{text}" : $"{text}{Environment.NewLine}");
        }

        public void End()
        {
            if (_terminal && _any)
            {
                to.Write("\r\e[2K");
            }
        }
    }
}
