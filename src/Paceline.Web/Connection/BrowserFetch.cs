using System.Globalization;
using Microsoft.JSInterop;

namespace Paceline.Web.Connection;

/// <summary>Requests by the browser's own fetch (wwwroot/js/fetch.js): .NET's client would be loaded and started for what a script says in ten lines.</summary>
public sealed class BrowserFetch(IJSRuntime script) : IFetch, IAsyncDisposable
{
    private IJSObjectReference? _module;

    public async Task<Answer?> Ask(Ask ask, TimeSpan patience, CancellationToken cancellation)
    {
        using var file = ask.File is null ? null : new DotNetStreamReference(ask.File, leaveOpen: true);
        try
        {
            _module ??= await script.InvokeAsync<IJSObjectReference>("import", cancellation, "/js/fetch.js");
            return Read(await _module.InvokeAsync<string>(
                "ask", cancellation, ask.Method, ask.Route, ask.User, ask.Key, ask.MediaType, (object?)file ?? ask.Body, patience.TotalMilliseconds));
        }
        catch (JSException)
        {
            return null; // The script itself could not be loaded.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_module is not null)
        {
            await _module.DisposeAsync();
        }
    }

    /// <summary>Status, date and body, a line each; the body may have more.</summary>
    private static Answer? Read(string answer) => answer.Split('\n', 3) is [var status, var date, var body]
        ? new(
            int.Parse(status, CultureInfo.InvariantCulture),
            DateTimeOffset.TryParseExact(date, "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null,
            body)
        : null;
}
