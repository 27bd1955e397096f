using System.Globalization;
using CsCheck;
using Paceline.Sip;
using static Paceline.Sip.SipEvent;

namespace Paceline.Tests.Sip;

/// <summary>Two endpoints on a bad network: whatever is lost, repeated or overtaken, both agree in the end and forget the call.</summary>
public sealed class LossyNetworkTests
{
    [Fact]
    public void Both_ends_agree_whether_the_call_was_answered_and_nothing_is_left()
    {
        Gen.Select(Gen.ULong, Gen.Int[0, 4], Gen.Int[0, 6000], Gen.Int[0, 9000]).Sample(
            (seed, plan, answerAfterMs, hangUpAfterMs) =>
            {
                SipNet net = new(seed, lossPercent: 15, repeatPercent: 10, delayMaxMs: 150);
                SipNet.Peer caller = net.Join('A');
                SipNet.Peer callee = net.Join(
                    'B', new SipSettings { Local = caller.Address, ReliableRinging = plan == 2 });
                SipCallRef call = caller.Invite(callee);
                net.Run(answerAfterMs);
                Answer(callee, plan, net.NowMs);
                net.Run(hangUpAfterMs / 2);
                Hold(caller, call, net.NowMs);
                Hold(callee, call, net.NowMs);
                net.Run(hangUpAfterMs / 2);
                HangUp(plan % 2 == 0 ? caller : callee, call, net.NowMs);
                if (plan == 4)
                {
                    HangUp(callee, call, net.NowMs);
                }

                net.Run(200_000);
                bool reached = callee.Told.OfType<IncomingInvite>().Any();
                int told = callee.Told.OfType<Ended>().Count();
                (reached ? caller.Told.OfType<Ended>().Count() : told).ShouldBe(told, net.Ladder);
                caller.Agent.HangUp(call, 0, net.NowMs);
                net.Run(200_000);

                Ended mine = caller.Told.OfType<Ended>().Single();
                Ended? theirs = callee.Told.OfType<Ended>().SingleOrDefault();
                bool rang = callee.Told.OfType<IncomingInvite>().Any();
                string story = string.Create(CultureInfo.InvariantCulture, $"{mine}\n{theirs}\n{net.Ladder}");
                (theirs is not null).ShouldBe(rang, story);
                (theirs?.Ending.WasAnswered ?? false).ShouldBe(mine.Ending.WasAnswered, story);
                caller.Told[^1].ShouldBe(mine, story);
                (caller.Agent.Calls, callee.Agent.Calls, caller.Agent.Transactions, callee.Agent.Transactions)
                    .ShouldBe((0, 0, 0, 0), story);
                (caller.Agent.Remembered, callee.Agent.Remembered).ShouldBe((0, 0), story);
                (caller.Agent.DueMs, callee.Agent.DueMs).ShouldBe((null, null), story);
            },
            iter: 500, threads: 1);
    }

    private static void Answer(SipNet.Peer callee, int plan, long nowMs)
    {
        if (!callee.Told.OfType<IncomingInvite>().Any())
        {
            return;
        }

        SipCallRef call = callee.Incoming();
        if (plan == 3)
        {
            callee.Agent.Reject(call, 486, 17, [], nowMs);
        }
        else
        {
            callee.Agent.Progress(call, callee.Media, nowMs);
            callee.Agent.Accept(call, callee.Media, nowMs);
        }
    }

    /// <summary>Refused where the call does not stand; both at once is the glare of RFC 3261 §14.1.</summary>
    private static void Hold(SipNet.Peer peer, SipCallRef call, long nowMs) =>
        peer.Agent.Reoffer(Own(peer, call), peer.Media with { Direction = AudioDirection.SendOnly }, nowMs);

    private static void HangUp(SipNet.Peer peer, SipCallRef call, long nowMs) =>
        peer.Agent.HangUp(Own(peer, call), 16, nowMs);

    private static SipCallRef Own(SipNet.Peer peer, SipCallRef call) =>
        peer.Told.OfType<IncomingInvite>().Any() ? peer.Incoming() : call;
}
