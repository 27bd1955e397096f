using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices.JavaScript;
using System.Runtime.Versioning;
using Microsoft.JSInterop;

namespace Paceline.Web.Connection;

/// <summary>What a script tells later, such as a key or a push: what, and its value; "" where it has none.</summary>
public delegate Task Told(string what, string value);

/// <summary>Our own scripts, called directly. Blazor's way writes each call as JSON and reads it again, and finds out by reflection how, at
/// every start (ADR 20). Arguments are texts, numbers, booleans and, in the first place, a <see cref="Told"/>; answers are texts and booleans.</summary>
/// <param name="blazor">Sends files.</param>
[SupportedOSPlatform("browser")]
public sealed partial class Scripts(IJSRuntime blazor) : IJSRuntime
{
    private Task? _started;
    private int _failed;

    /// <exception cref="Microsoft.JSInterop.JSException">The script could not be loaded, or says so.</exception>
    public async ValueTask<T> InvokeAsync<[DynamicallyAccessedMembers(Json)] T>(string identifier, CancellationToken cancellationToken, object?[]? args)
    {
        if (identifier != "import" || args is not [string path])
        {
            throw new ArgumentException($"Only a script of ours can be imported here; this was “{identifier}”.", nameof(identifier));
        }

        try
        {
            await (_started ??= JSHost.ImportAsync("call", "/js/call.js", CancellationToken.None));
            // An address that failed once fails for ever in some browsers, and in the runtime: every further try has its own.
            var address = _failed == 0 ? path : $"{path}?{_failed}";
            var script = await JSHost.ImportAsync(address, address, cancellationToken);
            return (T)(object)new Script(script, path, blazor);
        }
        catch (System.Runtime.InteropServices.JavaScript.JSException missing)
        {
            _failed++;
            throw new Microsoft.JSInterop.JSException(missing.Message, missing);
        }
    }

    public ValueTask<T> InvokeAsync<[DynamicallyAccessedMembers(Json)] T>(string identifier, object?[]? args) =>
        InvokeAsync<T>(identifier, CancellationToken.None, args);

    private const DynamicallyAccessedMemberTypes Json =
        DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties;

    private sealed partial class Script(JSObject script, string path, IJSRuntime blazor) : IJSObjectReference
    {
        private IJSObjectReference? _byBlazor;

        public async ValueTask<T> InvokeAsync<[DynamicallyAccessedMembers(Json)] T>(string identifier, CancellationToken cancellationToken, object?[]? args)
        {
            if (args?.OfType<DotNetStreamReference>().Any() == true)
            {
                _byBlazor ??= await blazor.InvokeAsync<IJSObjectReference>("import", cancellationToken, path);
                return await _byBlazor.InvokeAsync<T>(identifier, cancellationToken, args);
            }

            try
            {
                var answer = await (args is [Told told, .. var others]
                    ? CallListening(script, identifier, (what, value) => _ = Report(told(what, value)), others)
                    : Call(script, identifier, args ?? [])).WaitAsync(cancellationToken);
                return answer is null ? default! : typeof(T) == typeof(bool) ? (T)(object)(answer == "true") : (T)(object)answer;
            }
            catch (System.Runtime.InteropServices.JavaScript.JSException refused)
            {
                throw new Microsoft.JSInterop.JSException(refused.Message, refused);
            }
        }

        public ValueTask<T> InvokeAsync<[DynamicallyAccessedMembers(Json)] T>(string identifier, object?[]? args) =>
            InvokeAsync<T>(identifier, CancellationToken.None, args);

        public async ValueTask DisposeAsync()
        {
            script.Dispose();
            await (_byBlazor?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        /// <summary>Nobody waits for what a script tells, so what goes wrong in it stands in the browser's console.</summary>
        private static async Task Report(Task told)
        {
            await told.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            if (told.Exception is { } wrong)
            {
                await System.Console.Error.WriteLineAsync(wrong.ToString());
            }
        }

        [JSImport("call", "call")]
        [return: JSMarshalAs<JSType.Promise<JSType.String>>]
        private static partial Task<string?> Call(JSObject script, string name, [JSMarshalAs<JSType.Array<JSType.Any>>] object?[] args);

        [JSImport("callListening", "call")]
        [return: JSMarshalAs<JSType.Promise<JSType.String>>]
        private static partial Task<string?> CallListening(
            JSObject script,
            string name,
            [JSMarshalAs<JSType.Function<JSType.String, JSType.String>>] Action<string, string> told,
            [JSMarshalAs<JSType.Array<JSType.Any>>] object?[] args);
    }
}
