using Paceline.Contracts;
using Paceline.Web.Connection;
using Paceline.Web.Workspace.Channels;

namespace Paceline.Web.Workspace;

// A SIP phone in place of this computer's headset. The choice is kept by the browser for each person, and not by the server: it goes with a desk,
// as the microphone and the speaker do that are kept here, too, and whoever sits elsewhere tomorrow must not have the phone of this desk called.
public sealed partial class Desk
{
    private TaskCompletionSource? _legDown;

    /// <summary>The SIP phone that this person takes calls on, such as "sip:anna@192.0.2.7:5060"; empty: this computer.</summary>
    public string Phone { get; private set; } = "";

    /// <summary>Sound is a phone's: of one that was chosen here, or that another program has connected.</summary>
    public bool ByPhone => Phone.Length > 0 || Snapshot is { Leg: LegState.Phone };

    /// <summary>The microphone is this page's to silence.</summary>
    public bool CanMute => OnCall && !ByPhone;

    /// <summary>Between two ways of sound there is a moment without any: no call may be on its way.</summary>
    public bool CanChangeSound => Snapshot is { State: AgentState.NotReady or AgentState.SignedOut } && !MustSignIn;

    /// <summary>Has this phone called now, and from now on before Ready.</summary>
    /// <param name="typed">As the person typed it.</param>
    public async Task UsePhone(string typed)
    {
        if (!CanChangeSound || Snapshot is not { } agent)
        {
            return;
        }

        if (!PhoneAddress.TryRead(typed, out var address))
        {
            Refuse("phone", string.IsNullOrWhiteSpace(typed) ? Texts.PhoneNoAddress : Texts.FormatPhoneNotAnAddress(address: typed.Trim()));
            await browser.Focus("phone-address");
        }
        else if (await HavePhoneCalled("phone", address))
        {
            Phone = address;
            await browser.KeepPhone(agent.Agent, address);
            await leg.CloseMicrophone();
            Announce(Snapshot is { Leg: LegState.Phone } ? Texts.TopPhone : $"{Texts.PhoneRingsTitle} {Texts.PhoneRingsDo}");
        }
    }

    /// <summary>It hung up or was not reached, maybe in the middle of a call.</summary>
    public Task CallPhoneAgain() => HavePhoneCalled("phone-again", Phone);

    /// <summary>Ends the phone's leg, and makes this computer's.</summary>
    public async Task UseComputer()
    {
        if (!CanChangeSound || Snapshot is not { } agent)
        {
            return;
        }

        var wasUp = ByPhone;
        (Phone, Refusal, Pending) = ("", null, "phone");
        Tell();
        await browser.KeepPhone(agent.Agent, "");
        if (!wasUp)
        {
            Pending = null;
            Tell();
            return;
        }

        // First: a phone must not stay connected because the microphone is refused.
        await LetGoOfLeg();
        if (await leg.Attach() is { } sentence)
        {
            Refuse("phone", sentence);
            return;
        }

        await LegIsKnown();
        Pending = null;
        Announce(Texts.SoundUp);
    }

    private async Task ReadPhone() => Phone = User is { } user && PhoneAddress.TryRead(await browser.PhoneOf(user.User), out var kept) ? kept : "";

    private async Task<bool> HavePhoneCalled(string control, string address)
    {
        (Pending, Refusal) = (control, null);
        Tell();
        if (Snapshot is { Leg: not LegState.Down })
        {
            // Nobody hears of a phone that refuses while another leg is up.
            await LetGoOfLeg();
        }

        var reply = await Send(control, () => api.Command(Api.AgentPhoneLeg, new PhoneLegRequest(address), Guid.CreateVersion7(), _open.Token));
        if (reply is Reply.Refused)
        {
            Refuse(control, $"{reply.Sentence} {Texts.PhoneRefusedDo}");
        }

        return reply is Reply.Done;
    }

    /// <summary>Ends whatever leg there is, and waits for the server's word of it: otherwise its end would be taken for that of the next one.</summary>
    private async Task LetGoOfLeg()
    {
        _legDown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await leg.LetGo();
        await (Snapshot is { Leg: LegState.Down } ? Task.CompletedTask : Task.WhenAny(_legDown.Task, Task.Delay(_legPatience, _open.Token)));
        _legDown = null;
    }

    /// <summary>A phone that is lost is said at once and aloud; that it is there, politely.</summary>
    private async Task TellOfPhone(AgentSnapshot? before, AgentSnapshot now)
    {
        if (Notices.IsPhoneLost(this, now))
        {
            var isNew = before is null || !Notices.IsPhoneLost(this, before);
            Alarm = isNew ? $"{Texts.PhoneLost} {Notices.Words(Notice.PhoneLost, this, now)}" : Alarm;
            await (isNew && before is not null ? browser.Cue("lost") : Task.CompletedTask);
        }
        else if (Phone.Length > 0)
        {
            Alarm = "";
            if (before is { Leg: not LegState.Phone } && now.Leg == LegState.Phone)
            {
                Announce(Texts.TopPhone);
            }
        }
    }
}
