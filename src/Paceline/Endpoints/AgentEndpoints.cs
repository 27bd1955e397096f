using Paceline.Contracts;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Contacts;
using Paceline.Grains;
using Paceline.Server;
using Paceline.Settings;
using Paceline.Storage;

namespace Paceline.Endpoints;

/// <summary>What an agent can do; always their own workspace.</summary>
internal static class AgentEndpoints
{
    private const int ReasonLengthMax = 80;
    private const int SdpLengthMax = 20_000;
    private const int UriLengthMax = 300;

    public static void MapAgent(this IEndpointRouteBuilder routes)
    {
        var agent = routes.MapGroup("").RequireAuthorization(Caller.Agent).AddEndpointFilter<Idempotency>().WithTags("Agent").Refuses();

        agent.MapGet(Api.Agent, async (HttpContext context, IGrainFactory grains, Screens screens) =>
            screens.Shown(await AgentOf(context, grains).ViewAsync())).WithSummary("The workspace, now.");

        agent.MapPost(Api.AgentReady, (HttpContext context, IGrainFactory grains) =>
            CommandAsync(context, grains, new AgentInput.MakeReady())).Does("Takes calls.");

        agent.MapPost(Api.AgentNotReady, (NotReadyRequest body, HttpContext context, IGrainFactory grains) =>
            NotReadyAsync(body.Reason, context, grains))
            .Does("Takes no calls, for a reason; during a call it is booked for afterwards.");

        agent.MapPost(Api.AgentGetRecord, (HttpContext context, IGrainFactory grains) =>
            CommandAsync(context, grains, new AgentInput.AskRecord())).Does("Asks for a record to read (mode Preview).");

        agent.MapPost(Api.AgentAccept, (CallRequest body, HttpContext context, IGrainFactory grains) =>
            CommandAsync(context, grains, new AgentInput.Accept(new(body.Attempt)))).Does("Takes the record or call that is offered.");

        agent.MapPost(Api.AgentDecline, (CallRequest body, HttpContext context, IGrainFactory grains) =>
            CommandAsync(context, grains, new AgentInput.Decline(new(body.Attempt)))).Does("Lets what is offered go to somebody else.");

        agent.MapPost(Api.AgentCall, CallAsync).Does("Calls the record that is read.");

        agent.MapPost(Api.AgentReturn, (ReturnRecordRequest body, HttpContext context, IGrainFactory grains) =>
            CommandAsync(context, grains, new AgentInput.Return(
                new(body.Attempt), body.How is ReturnAs.Skipped ? ReturnedAs.Skipped : ReturnedAs.NotInCampaign)))
            .Does("Closes the record that is read without a call, or takes an offered one out of the campaign unread.");

        agent.MapPost(Api.AgentStopClock, (CallRequest body, HttpContext context, IGrainFactory grains) =>
            CommandAsync(context, grains, new AgentInput.StopClock(new(body.Attempt))))
            .Does("Stops the clock of a timed preview: the record waits for the agent.");

        agent.MapPost(Api.AgentMoreTime, (CallRequest body, HttpContext context, IGrainFactory grains) =>
            CommandAsync(context, grains, new AgentInput.MoreTime(new(body.Attempt)))).Does("Adds 30 seconds to the clock of a timed preview.");

        agent.MapPost(Api.AgentStay, (HttpContext context, IGrainFactory grains) =>
            CommandAsync(context, grains, new AgentInput.Stay())).Does("Takes back a sign-out that waits.");

        agent.MapPost(Api.AgentChannelSignOut, async (HttpContext context, IGrainFactory grains, IVoiceNodes voice) =>
                Results.Ok(new SignOutAnswer(await SignOutAsync(
                    new(Caller.Of(context.User).Id), grains, voice, context.RequestAborted, channel: true))))
            .Gives<SignOutAnswer>(
                "Signs out of the voice channel alone: the agent stays, without sound, until they choose Ready. It waits (done: false) for a call "
                + "that may be on its way, as the sign-out does.");

        agent.MapPost(Api.AgentHangUp, (CallRequest body, HttpContext context, IGrainFactory grains) =>
            CommandAsync(context, grains, new AgentInput.HangUp(new(body.Attempt)))).Does("Ends the call.");

        agent.MapPost(Api.AgentHold, (CallRequest body, HttpContext context, IGrainFactory grains) =>
            CommandAsync(context, grains, new AgentInput.Hold(new(body.Attempt)))).Does("The customer hears hold audio.");

        agent.MapPost(Api.AgentResume, (CallRequest body, HttpContext context, IGrainFactory grains) =>
            CommandAsync(context, grains, new AgentInput.Resume(new(body.Attempt)))).Does("Both hear each other again.");

        agent.MapPost(Api.AgentOutcome, (OutcomeRequest body, HttpContext context, IGrainFactory grains) =>
            CommandAsync(context, grains, new AgentInput.SetOutcome(new(body.Attempt), body.Outcome, body.Note, ThenOf(body.Then), body.Result)))
            .Does("Finishes the record, and says what is next.");

        agent.MapPost(Api.AgentOutcomeUndo, (CallRequest body, HttpContext context, IGrainFactory grains) =>
            CommandAsync(context, grains, new AgentInput.UndoOutcome(new(body.Attempt))))
            .Does("Takes the last outcome back: the record is in wrap-up again. Until another record has come; never for Do not call.");

        agent.MapPost(Api.AgentRecord, EditRecordAsync).Does("Changes a field of the record, if it may be changed and the value fits its type.");
        agent.MapPost(Api.AgentDigits, SendDigitsAsync).Does("Sends digits to the customer.");
        agent.MapPost(Api.AgentEchoTest, TestEchoAsync)
            .Does("Lets the agent hear their own voice a little later, while they are in no call.");
        agent.MapPost(Api.AgentBrowserLeg, AttachBrowserAsync)
            .Gives<BrowserLegAnswer>("Connects this browser's sound: an SDP offer in, the answer out.");
        agent.MapDelete(Api.AgentBrowserLeg, DetachAsync)
            .Does("Ends the agent's sound. A customer hears hold audio until it is connected again; without a customer the agent is not ready.");
        agent.MapPost(Api.AgentPhoneLeg, AttachPhoneAsync).Does("Has the agent's SIP phone called; it stays connected.");
    }

    private static Dialing.Agents.AndThen ThenOf(Contracts.AndThen then) => then switch
    {
        Contracts.AndThen.Next => Dialing.Agents.AndThen.Next,
        Contracts.AndThen.Stop => Dialing.Agents.AndThen.Stop,
        Contracts.AndThen.GetRecord => Dialing.Agents.AndThen.GetRecord,
    };

    /// <param name="channel">Of the voice channel alone.</param>
    /// <summary>Signs an agent out of the ring: no call is given any more, and the leg ends. False: a call may be on its way, or is on, and
    /// the agent stays until it is over.</summary>
    public static async Task<bool> SignOutAsync(
        AgentId id, IGrainFactory grains, IVoiceNodes voice, CancellationToken cancellationToken, bool channel = false)
    {
        if (!await grains.GetGrain<IAgentGrain>(id.Value).SignOutAsync(channel))
        {
            return false;
        }

        try
        {
            await voice.DetachAsync(id, cancellationToken);
        }
        catch (VoiceRefusedException)
        {
            // The node is away, and the leg with it.
        }

        return true;
    }

    private static IAgentGrain AgentOf(HttpContext context, IGrainFactory grains) => grains.GetGrain<IAgentGrain>(Caller.Of(context.User).Id);

    private static async Task<IResult> CommandAsync(HttpContext context, IGrainFactory grains, AgentInput input) =>
        await AgentOf(context, grains).CommandAsync(input, Idempotency.ReceiptOf(context)) is { } refusal
            ? Problems.Of(refusal)
            : Results.NoContent();

    private static async Task<IResult> CallAsync(
        CallRecordRequest body, HttpContext context, IGrainFactory grains, ServerSettings settings)
    {
        if (body.Number is not { } text)
        {
            return await CommandAsync(context, grains, new AgentInput.Call(new(body.Attempt), body.Position));
        }

        var (placed, why) = new NumberPlan(settings.Text("region")).Find(text);
        return placed is null
            ? Problems.Of(400, "bad-number", "This number cannot be called.", why)
            : await CommandAsync(context, grains, new AgentInput.Call(new(body.Attempt), Number: placed));
    }

    private static async Task<IResult> EditRecordAsync(RecordEditRequest body, HttpContext context, IGrainFactory grains, SqliteStore store)
    {
        if (await store.Fields.FindAsync(new(body.Attempt), body.Field, context.RequestAborted) is not { Shown: true } field)
        {
            return Problems.Of(400, "unknown-field", "There is no such field.", $"This record has no field \"{body.Field}\".");
        }

        if (!field.Editable)
        {
            return Problems.Of(409, "not-editable", "Not possible.", $"{field.Name} is not to be changed by agents. A supervisor can allow it.");
        }

        return field.Read(body.Value) switch
        {
            FieldValue.Kept kept => await CommandAsync(context, grains, new AgentInput.EditRecord(new(body.Attempt), field.Column, kept.Value)),
            FieldValue.Refused refused => Problems.Of(400, "bad-value", "The value does not fit the field.", refused.Sentence),
            _ => throw new System.Diagnostics.UnreachableException("a value is kept or refused"),
        };
    }

    private static async Task<IResult> SendDigitsAsync(DigitsRequest body, HttpContext context, IGrainFactory grains, IVoiceNodes voice, VoiceLink link)
    {
        if (body.Digits is not { Length: > 0 and <= 32 } || !body.Digits.All(static c => char.IsAsciiDigit(c) || c is '*' or '#'))
        {
            return Problems.Of(400, "bad-digits", "These are no digits.", "Digits are 1 to 32 of 0–9, * and #.");
        }

        var seen = await AgentOf(context, grains).ViewAsync();
        if (seen.Call is not { State: CallState.Connected } call || call.Attempt != body.Attempt)
        {
            return Problems.Of(409, "another-call", "Not possible now.", "Digits are sent while you are connected in this call.");
        }

        return await AskAsync(async () =>
        {
            await voice.SendDigitsAsync(link.Epoch ?? default, new(body.Attempt), body.Digits, context.RequestAborted);
            return Results.NoContent();
        });
    }

    private static async Task<IResult> TestEchoAsync(EchoTestRequest body, HttpContext context, IGrainFactory grains, IVoiceNodes voice)
    {
        var seen = await AgentOf(context, grains).ViewAsync();
        return seen switch
        {
            { Leg: LegState.Down } => Problems.Of(409, "no-audio", "Not possible now.", "Connect your headset or phone first; then you can hear yourself."),
            { State: Contracts.AgentState.Talking } when body.On =>
                Problems.Of(409, "in-a-call", "Not possible now.", "You are in a call. Test your sound when it is over."),
            _ => await AskAsync(async () =>
            {
                await voice.EchoTestAsync(new(seen.Agent), body.On, context.RequestAborted);
                return Results.NoContent();
            }),
        };
    }

    private static Task<IResult> AttachBrowserAsync(BrowserLegRequest body, HttpContext context, IGrainFactory grains, IVoiceNodes voice) =>
        body.Sdp is { Length: > 0 and <= SdpLengthMax }
            ? AskAsync(async () =>
            {
                var answer = await voice.AttachBrowserAsync(new(Caller.Of(context.User).Id), body.Sdp, context.RequestAborted);
                await AgentOf(context, grains).UsePhoneAsync(null);
                return Results.Ok(new BrowserLegAnswer(answer));
            })
            : Task.FromResult(Problems.Of(400, "bad-offer", "This is no offer.", $"An SDP offer has 1 to {SdpLengthMax} characters."));

    private static Task<IResult> DetachAsync(HttpContext context, IGrainFactory grains, IVoiceNodes voice) => AskAsync(async () =>
    {
        await voice.DetachAsync(new(Caller.Of(context.User).Id), context.RequestAborted);
        await AgentOf(context, grains).UsePhoneAsync(null); // Whoever gives their sound up is not called at the next Ready.
        return Results.NoContent();
    });

    private static async Task<IResult> NotReadyAsync(string reason, HttpContext context, IGrainFactory grains) =>
        Wording.Refusal("reason", reason, 1, ReasonLengthMax) ?? Wording.NoReason(reason, (await AgentOf(context, grains).ViewAsync()).NotReadyReasons)
            ?? await CommandAsync(context, grains, new AgentInput.MakeNotReady(reason));

    private static async Task<IResult> AttachPhoneAsync(PhoneLegRequest body, HttpContext context, IGrainFactory grains) =>
        body.Uri is not { Length: > 0 and <= UriLengthMax }
            ? BadUri($"A phone is a SIP URI of 1 to {UriLengthMax} characters, such as sip:anna@192.0.2.7:5060.")
            : await AgentOf(context, grains).UsePhoneAsync(body.Uri) switch
            {
                null => Results.NoContent(),
                { Code: IAgentGrain.BadUri } wrong => BadUri(wrong.Detail),
                var refusal => NoVoice(refusal.Detail),
            };

    private static IResult BadUri(string why) => Problems.Of(400, "bad-uri", "This is no phone.", why);

    private static IResult NoVoice(string why) => Problems.Of(503, "no-voice", "The voice node did not do it.", why);

    private static async Task<IResult> AskAsync(Func<Task<IResult>> ask)
    {
        try
        {
            return await ask();
        }
        catch (VoiceRefusedException refusal)
        {
            return refusal.IsRequestWrong ? Problems.Of(400, "bad-offer", "This is no offer.", refusal.Message) : NoVoice(refusal.Message);
        }
    }
}
