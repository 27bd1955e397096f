using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Paceline.PeerTests.Kills;

namespace Paceline.PeerTests.Browser;

/// <summary>Debian's Firefox as people have it, driven by WebDriver BiDi (w3.org/TR/webdriver-bidi): JSON over the socket it opens. Playwright drives
/// only a Firefox of its own, and no driver program comes with Debian; the seven commands that are needed are here.</summary>
internal sealed class Firefox : IAsyncDisposable
{
    private const string Program = "/usr/bin/firefox-esr";
    /// <summary>What <see cref="PageEar"/> is in Chromium. A Firefox on a machine without a sound card never starts an AudioContext, so half a second of
    /// what comes from the node is recorded, decoded without a card, and searched for its strongest tone (Goertzel, each 10 Hz).</summary>
    private const string Ear = """
        const ear = window.ear = {};
        const Peer = window.RTCPeerConnection;
        window.RTCPeerConnection = class extends Peer {
          constructor(...settings) {
            super(...settings);
            this.addEventListener('track', e => { ear.track = e.track; });
          }
        };
        ear.hears = async hz => {
          const recorder = new MediaRecorder(new MediaStream([ear.track])), parts = [];
          recorder.ondataavailable = e => parts.push(e.data);
          recorder.start();
          await new Promise(done => setTimeout(done, 500));
          await new Promise(done => { recorder.onstop = done; recorder.stop(); });
          const file = await new Blob(parts).arrayBuffer();
          const sound = (await new OfflineAudioContext(1, 48000, 48000).decodeAudioData(file)).getChannelData(0).slice(4800);
          let top = 0, power = 0;
          for (let f = 200; f <= 2000; f += 10) {
            const k = 2 * Math.cos(2 * Math.PI * f / 48000);
            let a = 0, b = 0;
            for (const s of sound) [a, b] = [s + k * a - b, a];
            const p = a * a + b * b - k * a * b;
            if (p > power) [top, power] = [f, p];
          }
          ear.heard = `${top} Hz, ${Math.round(10 * Math.log10(4 * power / sound.length ** 2 + 1e-12))} dB`;
          return top === hz && 4 * power / sound.length ** 2 > 1e-6;
        };
        """;

    private const string Listens = "WebDriver BiDi listening on ";
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    /// <summary>Special keys as WebDriver writes them (w3.org/TR/webdriver2, "keyboard actions").</summary>
    private static readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal)
    {
        ["Enter"] = "\uE007", ["Shift"] = "\uE008", ["Control"] = "\uE009", ["Escape"] = "\uE00C", ["F4"] = "\uE034", ["F9"] = "\uE039",
    };

    private readonly Process _process;
    private readonly string _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _asked = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private Task _reading = Task.CompletedTask;
    private Task _complaints = Task.CompletedTask;
    private string _page = "";
    private int _asks;

    private Firefox(Process process, string profile) => (_process, _profile) = (process, profile);

    /// <summary>Whether tests are skipped; never in CI, where a missing peer is a failure.</summary>
    public static bool IsMissing => !File.Exists(Program) && Environment.GetEnvironmentVariable("CI") is not "true";

    /// <summary>What scripts complained about.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    public static void Needed() => Assert.SkipWhen(IsMissing, "Firefox is missing (Debian: firefox-esr).");

    /// <summary>Starts it with a microphone that says one tone for ever, and which it may use without a question.</summary>
    public static async Task<Firefox> StartAsync(double microphoneHz)
    {
        var profile = Directory.CreateTempSubdirectory("paceline-firefox-").FullName;
        await File.WriteAllLinesAsync(Path.Combine(profile, "user.js"),
        [
            """user_pref("media.navigator.streams.fake", true);""",
            """user_pref("media.navigator.permission.disabled", true);""",
            string.Create(CultureInfo.InvariantCulture, $"""user_pref("media.navigator.audio.fake_frequency", {microphoneHz});"""),
            """user_pref("media.autoplay.default", 0);""",
            """user_pref("intl.accept_languages", "en-US");""",
            """user_pref("app.normandy.enabled", false);""",
            """user_pref("network.captive-portal-service.enabled", false);""",
            """user_pref("network.connectivity-service.enabled", false);""",
        ]);
        ProcessStartInfo start = new(Program)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            ArgumentList = { "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0" },
        };
        start.Environment["HOME"] = profile;
        Firefox firefox = new(Process.Start(start) ?? throw new InvalidOperationException("Firefox could not be started."), profile);
        await firefox.ConnectAsync();
        return firefox;
    }

    /// <summary>The page plays a tone of this pitch (a multiple of 10, to 2000 Hz) and none that is stronger.</summary>
    public async Task HearsAsync(double hz)
    {
        try
        {
            await UntilAsync(string.Create(CultureInfo.InvariantCulture, $"ear.hears({hz})"));
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message}\nheard: {await ValueAsync("ear.heard")}", late);
        }
    }

    public Task OpenAsync(string url) => AskAsync("browsingContext.navigate", new() { ["context"] = _page, ["url"] = url, ["wait"] = "complete" });

    /// <summary>The value of an expression, or what its promise gives; "" for none. Text is as it is, all else as JSON.</summary>
    public async Task<string> ValueAsync(string expression)
    {
        var answer = await AskAsync("script.evaluate", new()
        {
            ["expression"] = $"Promise.resolve({expression}).then(v => typeof v === 'string' ? v : JSON.stringify(v ?? ''))",
            ["target"] = new JsonObject { ["context"] = _page },
            ["awaitPromise"] = true,
        });
        return (string?)answer["result"]?["value"] ?? throw new InvalidOperationException($"{expression}: {answer.ToJsonString()}");
    }

    /// <summary>Looks until an expression is true, or what its promise gives.</summary>
    public async Task UntilAsync(string expression, Func<string>? dump = null) => await Waiting.ForAsync(
        expression,
        async () => await ValueAsync($"Promise.resolve({expression}).then(Boolean)") == "true" ? expression : null,
        () => $"{string.Join('\n', _errors)}\n{dump?.Invoke()}",
        CancellationToken.None);

    /// <summary>A click of the mouse in the middle of what this selects, once it is there.</summary>
    public async Task ClickAsync(string selector)
    {
        await UntilAsync($"document.querySelector('{selector}')?.checkVisibility() && !document.querySelector('{selector}').disabled");
        var found = await AskAsync("browsingContext.locateNodes", new()
        {
            ["context"] = _page, ["locator"] = new JsonObject { ["type"] = "css", ["value"] = selector }, ["maxNodeCount"] = 1,
        });
        JsonObject origin = new() { ["type"] = "element", ["element"] = new JsonObject { ["sharedId"] = (string?)found["nodes"]?[0]?["sharedId"] } };
        await ActAsync("pointer",
            new() { ["type"] = "pointerMove", ["x"] = 0, ["y"] = 0, ["origin"] = origin },
            new() { ["type"] = "pointerDown", ["button"] = 0 },
            new() { ["type"] = "pointerUp", ["button"] = 0 });
    }

    /// <summary>A key with its modifiers, as in "Shift+F9".</summary>
    public Task PressAsync(string keys)
    {
        string[] values = [.. keys.Split('+').Select(static key => _keys.GetValueOrDefault(key, key))];
        return ActAsync("key",
        [
            .. values.Select(static value => new JsonObject { ["type"] = "keyDown", ["value"] = value }),
            .. values.Reverse().Select(static value => new JsonObject { ["type"] = "keyUp", ["value"] = value }),
        ]);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await AskAsync("browser.close", []);
        }
        catch (Exception gone) when (gone is WebSocketException or InvalidOperationException or TimeoutException)
        {
            // It is killed below.
        }

        using (CancellationTokenSource limit = new(TimeSpan.FromSeconds(10)))
        {
            await _process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        await _end.CancelAsync();
        await _reading;
        await _complaints;
        _socket.Dispose();
        _end.Dispose();
        _process.Dispose();
        Directory.Delete(_profile, recursive: true);
    }

    private async Task ConnectAsync()
    {
        using CancellationTokenSource limit = new(_limit);
        _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None); // Nobody wants it, and a full pipe would stop the browser.
        string? line;
        do
        {
            line = await _process.StandardError.ReadLineAsync(limit.Token) ?? throw new InvalidOperationException("Firefox ended before it listened.");
        }
        while (!line.StartsWith(Listens, StringComparison.Ordinal));

        _complaints = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        await _socket.ConnectAsync(new Uri($"{line[Listens.Length..]}/session"), limit.Token);
        _reading = ReadAsync();
        await AskAsync("session.new", new() { ["capabilities"] = new JsonObject() });
        await AskAsync("session.subscribe", new() { ["events"] = new JsonArray("log.entryAdded") });
        var tree = await AskAsync("browsingContext.getTree", []);
        _page = (string?)tree["contexts"]?[0]?["context"] ?? throw new InvalidOperationException("Firefox has no page.");
        await AskAsync("script.addPreloadScript", new() { ["functionDeclaration"] = $"() => {{ {Ear} }}" });
        await AskAsync("browsingContext.setViewport", new() { ["context"] = _page, ["viewport"] = new JsonObject { ["width"] = 1366, ["height"] = 768 } });
    }

    private Task<JsonNode> ActAsync(string device, params JsonObject[] actions) => AskAsync("input.performActions", new()
    {
        ["context"] = _page,
        ["actions"] = new JsonArray(new JsonObject { ["type"] = device, ["id"] = device, ["actions"] = new JsonArray([.. actions]) }),
    });

    private async Task<JsonNode> AskAsync(string method, JsonObject parameters)
    {
        var id = Interlocked.Increment(ref _asks);
        var answer = _asked.GetOrAdd(id, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        JsonObject ask = new() { ["id"] = id, ["method"] = method, ["params"] = parameters };
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(ask), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        return await answer.Task.WaitAsync(_limit);
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        using MemoryStream message = new();
        try
        {
            while (true)
            {
                message.SetLength(0);
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer.AsMemory(), _end.Token);
                    message.Write(buffer, 0, part.Count);
                }
                while (!part.EndOfMessage);

                if (part.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                Take(JsonNode.Parse(message.ToArray()) ?? new JsonObject());
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException)
        {
            // The browser is closed.
        }

        foreach (var waiting in _asked.Values)
        {
            waiting.TrySetException(new InvalidOperationException("Firefox has closed."));
        }
    }

    private void Take(JsonNode said)
    {
        if ((int?)said["id"] is { } id && _asked.TryRemove(id, out var asked))
        {
            if (said["result"] is { } result)
            {
                asked.SetResult(result);
            }
            else
            {
                asked.SetException(new InvalidOperationException(said.ToJsonString()));
            }
        }
        else if (said["params"] is { } entry && (string?)entry["level"] == "error")
        {
            _errors.Enqueue((string?)entry["text"] ?? entry.ToJsonString());
        }
    }
}
