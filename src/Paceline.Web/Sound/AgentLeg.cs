using Microsoft.JSInterop;
using Paceline.Contracts;
using Paceline.Web.Connection;

namespace Paceline.Web.Sound;

/// <summary>Whether this page may hear the agent.</summary>
public enum MicrophoneState
{
    /// <summary>Not known yet.</summary>
    Unknown,

    /// <summary>The browser will ask when we do.</summary>
    NotAsked,

    /// <summary>The browser's question is on the screen.</summary>
    Asking,

    /// <summary>The person or a policy said no.</summary>
    Refused,

    /// <summary>No device.</summary>
    Missing,

    /// <summary>There is a device, but another program holds it.</summary>
    Busy,

    /// <summary>Browsers give a microphone only to pages that came by HTTPS or from this computer.</summary>
    Insecure,

    /// <summary>Open, and its level moves.</summary>
    Works,

    /// <summary>Open, and for 10 s not even the noise of a room has come from it.</summary>
    Silent,
}

/// <summary>How the leg between this page and the voice node stands.</summary>
public enum VoiceState
{
    /// <summary>None, and none is wanted.</summary>
    Off,

    /// <summary>Being made.</summary>
    Connecting,

    /// <summary>Sound flows.</summary>
    Up,

    /// <summary>Lost, and made again until it is up.</summary>
    Lost,
}

/// <summary>The agent's leg by browser: the microphone, one peer connection, and its making again while it is wanted.
/// The customer's call lives in the voice node and waits for the leg to come back.</summary>
public sealed class AgentLeg(BrowserModule browser, ApiClient api, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <summary>Longer than the news of an old leg's end takes.</summary>
    private static readonly TimeSpan _surely = TimeSpan.FromSeconds(3);

    private readonly EndlessRetry _retry = new(Random.Shared);
    private readonly CancellationTokenSource _closing = new();
    private TaskCompletionSource? _up;
    private Task _mending = Task.CompletedTask;
    private Task _ending = Task.CompletedTask;
    private bool _wanted;
    private long _upSince;

    /// <summary>The latest microphone's name, also while it is gone; empty: none yet, or the person has just chosen.</summary>
    private string _device = "";

    /// <summary>Raised after each change.</summary>
    public event EventHandler? Changed;

    public MicrophoneState Microphone { get; private set; }

    /// <summary>Name of the microphone in use; empty when none is.</summary>
    public string Device { get; private set; } = "";

    /// <summary>Name of the microphone that went while another took its place by itself; empty: none.</summary>
    public string Replaced { get; private set; } = "";

    public VoiceState Voice { get; private set; }

    /// <summary>How much of the agent's sound does not arrive, in percent; 0: it is not worth telling.</summary>
    public int LostOut { get; private set; }

    /// <summary>The same of the customer's.</summary>
    public int LostIn { get; private set; }

    /// <summary>The agent has asked for the sound to be made again, and it is not up yet.</summary>
    public bool Remaking { get; private set; }

    public bool Muted { get; private set; }

    /// <summary>The browser will not play sound before the next click.</summary>
    public bool Silent { get; private set; }

    /// <summary>Opens the microphone if the person has allowed it before, so that nobody is asked out of the blue.</summary>
    /// <param name="byPhone">Sound is a phone's: the microphone is left alone.</param>
    public async Task Begin(bool byPhone)
    {
        browser.MicrophoneMoved = MicrophoneMoved;
        browser.VoiceMoved = VoiceMoved;
        browser.LossMoved = LossMoved;
        if (byPhone)
        {
            return;
        }

        var permission = await browser.Permission();
        if (permission is "granted")
        {
            await OpenMicrophone();
        }
        else
        {
            await MicrophoneMoved(permission);
        }
    }

    public async Task OpenMicrophone()
    {
        Microphone = MicrophoneState.Asking;
        Tell();
        await MicrophoneMoved(await browser.OpenMicrophone());
    }

    /// <summary>Lets the microphone go: sound is a phone's from now on.</summary>
    public async Task CloseMicrophone()
    {
        await browser.CloseMicrophone();
        (Microphone, Device, _device, Replaced) = (MicrophoneState.Unknown, "", "", "");
        Tell();
    }

    /// <summary>Takes another microphone, also in the middle of a call.</summary>
    public async Task UseMicrophone(string id)
    {
        _device = "";
        await MicrophoneMoved(await browser.UseMicrophone(id));
    }

    /// <summary>The microphone that took the place of another is right.</summary>
    public void KeepReplacement()
    {
        Replaced = "";
        Tell();
    }

    /// <summary>No microphone is open: whoever is connected with this leg hears nobody.</summary>
    public bool IsUnheard => Microphone is MicrophoneState.Missing or MicrophoneState.Refused or MicrophoneState.Busy;

    /// <summary>Makes the leg and waits until sound flows; null, or the sentence why not.</summary>
    public async Task<string?> Attach()
    {
        if (Voice == VoiceState.Up)
        {
            return null;
        }

        if (Microphone is not (MicrophoneState.Works or MicrophoneState.Silent))
        {
            await OpenMicrophone();
        }

        if (Microphone is not (MicrophoneState.Works or MicrophoneState.Silent))
        {
            return MicrophoneWords.CannotBeReady(Microphone);
        }

        _wanted = true;
        return await Try(_closing.Token);
    }

    public async Task Mute(bool on)
    {
        Muted = on;
        await browser.Mute(on);
        Tell();
    }

    /// <summary>Lets the browser play, now that the person has clicked.</summary>
    public async Task PlaySound()
    {
        Silent = !await browser.PlayAgain();
        Tell();
    }

    /// <summary>Makes microphone and leg again in the middle of a call. The customer hears hold audio until it is up.</summary>
    public async Task Remake()
    {
        if (Remaking)
        {
            return;
        }

        Remaking = true;
        Tell();
        try
        {
            // Without a microphone the old leg is the better one: the agent still hears the customer.
            await OpenMicrophone();
            if (Microphone is MicrophoneState.Works or MicrophoneState.Silent)
            {
                (_wanted, Voice) = (true, VoiceState.Lost);
                Tell();

                // What the server says does not matter: the new leg takes the place of the old one in any case.
                await api.Delete(Api.AgentBrowserLeg, Guid.CreateVersion7(), _closing.Token);
                await (_mending = MendAfter(_mending));
            }
        }
        catch (OperationCanceledException)
        {
            // The page is going away.
        }

        Remaking = false;
        Tell();
    }

    /// <summary>Ends a leg that nobody can be heard on, and tells the server at once: it would find out by itself after 10 s.</summary>
    public async Task LetGo()
    {
        await End();
        await api.Delete(Api.AgentBrowserLeg, Guid.CreateVersion7(), _closing.Token);
    }

    /// <summary>The server has no leg of this agent any more, and the browser, after a sleep perhaps, does not know it yet.</summary>
    /// <param name="again">It is made again at once; otherwise when the agent is Ready.</param>
    public void LostAtServer(bool again)
    {
        if (Voice != VoiceState.Up || time.GetElapsedTime(_upSince) < _surely)
        {
            return; // It is being made again already, or was while the news was on its way.
        }

        if (again)
        {
            Voice = VoiceState.Lost;
            _mending = MendAfter(_mending);
        }
        else
        {
            _ending = End();
        }

        Tell();
    }

    /// <summary>Ends the leg for good, as at sign-out or when another page takes over.</summary>
    public async Task End()
    {
        _wanted = false;
        Voice = VoiceState.Off;
        await browser.HangUpLeg();
        Tell();
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _mending;
        await _ending;
        _closing.Dispose();
    }

    private async Task<string?> Try(CancellationToken cancellation)
    {
        Voice = Voice == VoiceState.Lost ? VoiceState.Lost : VoiceState.Connecting;
        Tell();
        _up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            var offer = await browser.Offer();
            var reply = await api.Command(Api.AgentBrowserLeg, new BrowserLegRequest(offer), Guid.CreateVersion7(), cancellation);
            if (reply is not Reply.Done done)
            {
                return await Failed(reply.Sentence!); // a reply that is not Done has a sentence
            }

            if (ApiClient.Parse<BrowserLegAnswer>(done.Body) is not { Sdp.Length: > 0 } answer)
            {
                return await Failed(Texts.LegUnreadable);
            }

            await browser.Answer(answer.Sdp);
            await _up.Task.WaitAsync(_patience, time, cancellation);
            return null;
        }
        catch (TimeoutException)
        {
            return await Failed(Texts.LegTimeout);
        }
        catch (JSException problem)
        {
            return await Failed(Texts.FormatLegFailed(why: problem.Message));
        }
    }

    private async Task<string?> Failed(string sentence)
    {
        if (Voice != VoiceState.Lost)
        {
            // A first try that failed is the agent's to repeat; only a leg that was up is mended by itself.
            _wanted = false;
            Voice = VoiceState.Off;
            await browser.HangUpLeg();
        }

        Tell();
        return sentence;
    }

    private async Task VoiceMoved(string state)
    {
        switch (state)
        {
            case "up":
                Voice = VoiceState.Up;
                _upSince = time.GetTimestamp();
                _up?.TrySetResult();
                break;
            case "silent":
                Silent = true;
                break;
            case "lost" when _wanted && Voice == VoiceState.Up:
                Voice = VoiceState.Lost;
                Tell();
                await browser.Cue("lost");
                _mending = MendAfter(_mending);
                break;
            default:
                // A try that fails before it was up is told by its time limit.
                break;
        }

        Tell();
    }

    private Task LossMoved(int sent, int heard)
    {
        (LostOut, LostIn) = (sent, heard);
        Tell();
        return Task.CompletedTask;
    }

    private async Task MendAfter(Task before)
    {
        await before;
        await Mend(_closing.Token);
    }

    private async Task Mend(CancellationToken cancellation)
    {
        try
        {
            for (var tries = 0; _wanted && Voice == VoiceState.Lost && await Try(cancellation) is not null; tries++)
            {
                await Task.Delay(_retry.Delay(tries), time, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // The page is going away.
        }
    }

    private async Task MicrophoneMoved(string state)
    {
        Microphone = state switch
        {
            "works" => MicrophoneState.Works,
            "silent" => MicrophoneState.Silent,
            "refused" => MicrophoneState.Refused,
            "missing" => MicrophoneState.Missing,
            "busy" => MicrophoneState.Busy,
            "insecure" => MicrophoneState.Insecure,
            _ => MicrophoneState.NotAsked,
        };
        Device = Microphone is MicrophoneState.Works or MicrophoneState.Silent ? await browser.MicrophoneName() : "";
        if (Device.Length > 0)
        {
            Replaced = _device.Length > 0 && _device != Device && Replaced != Device ? _device : Replaced == Device ? "" : Replaced;
            _device = Device;
        }

        Tell();
    }

    private void Tell() => Changed?.Invoke(this, EventArgs.Empty);
}
