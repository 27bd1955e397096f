using System.Globalization;
using Microsoft.JSInterop;
using Paceline.Web.Connection;

namespace Paceline.Web.Sound;

/// <summary>The workspace's script (wwwroot/js/desk.js: sound, keys, focus, drafts) and what it tells back.</summary>
public sealed class BrowserModule(IJSRuntime script) : IAsyncDisposable
{
    private IJSObjectReference? _module;

    /// <summary>A key of the map was pressed: an action's name, or a digit, * or #.</summary>
    public Func<string, Task> KeyPressed { get; set; } = _ => Task.CompletedTask;

    /// <summary>The leg's connection: "up", "lost", "silent" (the browser will not play sound yet).</summary>
    public Func<string, Task> VoiceMoved { get; set; } = _ => Task.CompletedTask;

    /// <summary>The microphone was lost, came back, or was allowed or refused in the browser's settings.</summary>
    public Func<string, Task> MicrophoneMoved { get; set; } = _ => Task.CompletedTask;

    /// <summary>How much of the leg's sound is lost, in whole percent: the agent's, then the customer's. Told when it is worth telling.</summary>
    public Func<int, int, Task> LossMoved { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>The agent speaks while muted.</summary>
    public Func<Task> TalkedWhileMuted { get; set; } = () => Task.CompletedTask;

    /// <summary>A person (by id) has signed in in another tab of this browser.</summary>
    public Func<string, Task> SignedInSomewhere { get; set; } = _ => Task.CompletedTask;

    /// <summary>What the script says has happened.</summary>
    public Task Hear(string what, string value) => what switch
    {
        "Key" => KeyPressed(value),
        "Voice" => VoiceMoved(value),
        "Microphone" => MicrophoneMoved(value),
        "Loss" when value.Split(' ') is [var sent, var heard] && int.TryParse(sent, CultureInfo.InvariantCulture, out var ours)
            && int.TryParse(heard, CultureInfo.InvariantCulture, out var theirs) => LossMoved(ours, theirs),
        "Talking" => TalkedWhileMuted(),
        "SignedIn" => SignedInSomewhere(value),
        _ => Task.CompletedTask,
    };

    /// <summary>Starts listening to keys and devices.</summary>
    /// <param name="keys">One "key, tab, action" a line.</param>
    public async Task Start(string keys) => await (await Module()).InvokeVoidAsync("start", (Told)Hear, keys);

    /// <summary>Ends the leg, lets the microphone go and listens no more.</summary>
    public async Task Stop() => await (await Module()).InvokeVoidAsync("stop");

    public async Task<string> Permission() => await (await Module()).InvokeAsync<string>("permission");

    public async Task<string> OpenMicrophone() => await (await Module()).InvokeAsync<string>("microphone");

    /// <summary>Lets the microphone go.</summary>
    public async Task CloseMicrophone() => await (await Module()).InvokeVoidAsync("closeMicrophone");

    /// <summary>The SIP phone that this person takes calls on at this computer; empty: none.</summary>
    public async Task<string> PhoneOf(string user) => await (await Module()).InvokeAsync<string?>("phoneOf", user) ?? "";

    public async Task KeepPhone(string user, string address) => await (await Module()).InvokeVoidAsync("keepPhone", user, address);

    public async Task<string> MicrophoneName() => await (await Module()).InvokeAsync<string>("microphoneName");

    /// <summary>What can be chosen: one "kind, tab, id, tab, name" a line, those in use with a star before.</summary>
    public async Task<string> Devices() => await (await Module()).InvokeAsync<string>("devices");

    /// <summary>Opens this microphone instead; "works" or why not.</summary>
    public async Task<string> UseMicrophone(string id) => await (await Module()).InvokeAsync<string>("useMicrophone", id);

    /// <summary>Plays from there; whether the browser did.</summary>
    public async Task<bool> UseSpeaker(string id) => await (await Module()).InvokeAsync<bool>("useSpeaker", id);

    public async Task Mute(bool on) => await (await Module()).InvokeVoidAsync("mute", on);

    public async Task<string> Offer() => await (await Module()).InvokeAsync<string>("offer");

    public async Task Answer(string sdp) => await (await Module()).InvokeVoidAsync("answer", sdp);

    public async Task HangUpLeg() => await (await Module()).InvokeVoidAsync("hangUpLeg");

    public async Task<bool> PlayAgain() => await (await Module()).InvokeAsync<bool>("playAgain");

    /// <param name="name">"offered", "callback", "ended", "lost" or "message".</param>
    public async Task Cue(string name) => await (await Module()).InvokeVoidAsync("cue", name);

    /// <summary>Holds the saving keys for a moment and gives the focus to this, unless somebody is writing.</summary>
    /// <param name="id">"outcome" (the chosen or the first one), or an element's id.</param>
    public async Task Landed(string id = "outcome") => await (await Module()).InvokeVoidAsync("landed", id);

    public async Task Focus(string id) => await (await Module()).InvokeVoidAsync("focus", id);

    /// <summary>Copies what stands in a field, which is selected by it; whether the browser did.</summary>
    public async Task<bool> Copy(string id) => await (await Module()).InvokeAsync<bool>("copy", id);

    /// <summary>As if the control had been clicked.</summary>
    public async Task Press(string id) => await (await Module()).InvokeVoidAsync("press", id);

    public async Task Keep(string name, string text) => await (await Module()).InvokeVoidAsync("keep", name, text);

    public async Task<string> Kept(string name) => await (await Module()).InvokeAsync<string>("kept", name);

    /// <summary>Forgets every draft whose name begins so; an empty name: all of them.</summary>
    public async Task Forget(string name) => await (await Module()).InvokeVoidAsync("forget", name);

    public async Task Title(string text, string shape) => await (await Module()).InvokeVoidAsync("title", text, shape);

    /// <summary>Sets "light", "dark" or "system"; null only tells which is set.</summary>
    public async Task<string> Theme(string? name) => await (await Module()).InvokeAsync<string>("theme", name);

    /// <summary>Keeps the language for this browser and loads the page anew: whoever calls this has seen to it that there is no call.</summary>
    public async Task Language(string code) => await (await Module()).InvokeVoidAsync("language", code);

    /// <summary>This page waits for this person to sign in in another tab, and goes on then: that tab does not open the desk. Empty: for nobody.</summary>
    public async Task AwaitSignIn(string user) => await (await Module()).InvokeVoidAsync("awaitSignIn", user);

    public async ValueTask DisposeAsync()
    {
        if (_module is not null)
        {
            await _module.DisposeAsync();
        }
    }

    private async ValueTask<IJSObjectReference> Module() =>
        _module ??= await script.InvokeAsync<IJSObjectReference>("import", "/js/desk.js");
}
