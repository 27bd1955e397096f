using NodaTime;
using Paceline.Dialing;
using Paceline.Simulation.Promises;

namespace Paceline.Simulation;

/// <summary>One INVITE as the far end knows it, whatever became of the node that sent it.</summary>
internal sealed class FarEnd(AttemptId attempt, PhoneNumber number, PhoneCall call, string epoch)
{
    public AttemptId Attempt { get; } = attempt;

    public PhoneNumber Number { get; } = number;

    public PhoneCall Call { get; } = call;

    public string Epoch { get; } = epoch;

    public bool Answered { get; set; }

    /// <summary>An agent's voice or the message reached the person.</summary>
    public bool HeardSomething { get; set; }

    public bool Over { get; set; }
}

/// <summary>The telephone network and the phones behind it. What it knows is the truth that promises are judged by.</summary>
internal sealed class Carrier(World world)
{
    private readonly Dictionary<PhoneNumber, int> _calls = [];

    /// <summary>Travel of one SIP message.</summary>
    public Duration Travel => world.Chance.Seconds(0.02, 0.15);

    /// <summary>An INVITE has arrived.</summary>
    public FarEnd Invite(AttemptId attempt, PhoneNumber number, string epoch)
    {
        var nth = _calls[number] = _calls.GetValueOrDefault(number) + 1;
        var far = new FarEnd(attempt, number, world.People.Call(number, nth), epoch);
        world.See(new Sight.Invited(attempt, number));
        world.Write($"INVITE {Text.Of(attempt)} {number.Dialable} {far.Call.GetType().Name}");

        if (far.Call is PhoneCall.Refused refused)
        {
            world.After(refused.After, () => Refuse(far, refused.SipCode, refused.Q850));
            return far;
        }

        world.After(world.Chance.Seconds(0.5, 2), () => ToNode(far, node => node.Alerted(far)));
        if (far.Call.AnswersAfter is { } ring)
        {
            world.After(Duration.Max(ring, Duration.FromSeconds(2.1)), () => Answer(far));
        }

        // Nobody cancels a call whose node has died: the network gives up.
        world.After(World.Rules.RingTimeout + Duration.FromSeconds(31), () => Refuse(far, 480, 0));
        return far;
    }

    /// <summary>CANCEL or BYE has arrived.</summary>
    public void End(FarEnd far)
    {
        if (far.Over)
        {
            return;
        }

        Close(far);
        if (!far.Answered)
        {
            world.After(Travel, () => ToNode(far, node => node.Refused(far, 487, 0)));
        }
    }

    /// <summary>The person hears somebody.</summary>
    public void Hear(FarEnd far, string whom)
    {
        far.HeardSomething = true;
        world.See(new Sight.Heard(far.Attempt, whom));
    }

    private void Refuse(FarEnd far, int sipCode, int q850)
    {
        if (!far.Over && !far.Answered)
        {
            Close(far);
            world.After(Travel, () => ToNode(far, node => node.Refused(far, sipCode, q850)));
        }
    }

    private void Answer(FarEnd far)
    {
        if (far.Over)
        {
            return;
        }

        far.Answered = true;
        world.Write($"200 {Text.Of(far.Attempt)}");
        world.See(new Sight.Answered(far.Attempt, NodeAlive: world.Node.Epoch == far.Epoch && world.Node.Up));
        world.After(Travel, () => ToNode(far, node => node.Answered(far)));
        switch (far.Call)
        {
            case PhoneCall.Person person:
                world.After(person.Patience, () => HangUpUnless(far, far.HeardSomething));
                world.After(person.TalkFor + person.HelloAfter, () => HangUpUnless(far, false));
                break;
            case PhoneCall.HangsUp brief:
                world.After(brief.After, () => HangUpUnless(far, false));
                break;
            case PhoneCall.Silent silent:
                world.After(silent.For, () => HangUpUnless(far, false));
                break;
            case PhoneCall.Voicemail mail:
                world.After(mail.GreetingFor + mail.RecordFor, () => HangUpUnless(far, false));
                break;
            case PhoneCall.Fax fax:
                world.After(fax.ToneFor, () => HangUpUnless(far, false));
                break;
        }
    }

    private void HangUpUnless(FarEnd far, bool stays)
    {
        if (!far.Over && !stays)
        {
            Close(far);
            world.Write($"BYE {Text.Of(far.Attempt)}");
            world.After(Travel, () => ToNode(far, node => node.HungUp(far)));
        }
    }

    private void Close(FarEnd far)
    {
        far.Over = true;
        world.See(new Sight.LineClosed(far.Attempt, far.Number));
    }

    private void ToNode(FarEnd far, Action<VoiceNode> what)
    {
        if (world.Node.Up && world.Node.Epoch == far.Epoch)
        {
            what(world.Node);
        }
    }
}

/// <summary>Short texts for the log.</summary>
internal static class Text
{
    public static string Of(AttemptId attempt) => attempt.Value.ToString("N")[..6];
}
