using System.Net;
using NodaTime;
using Paceline.Demo.Carrier;
using Paceline.Demo.Check;
using Paceline.Demo.People;
using Paceline.Simulation;
using Paceline.Sip;

namespace Paceline.PeerTests.Demo;

/// <summary>The simulated carrier against a caller with a real SIP endpoint and real sound, every behaviour once.</summary>
[Collection(nameof(DemoSockets))]
public sealed class CarrierTests
{
    private static readonly Duration _soon = Duration.FromMilliseconds(150);
    private static readonly Duration _long = Duration.FromMinutes(5);

    [Fact]
    public async Task A_person_answers_is_heard_hears_the_agent_and_the_log_says_so()
    {
        await using var line = DemoLine.Start(Person(talkFor: _long), toneHz: 625);
        var call = await line.DialAsync();
        await call.Answered;
        await call.SayAsync(1150, frames: 50);
        await call.HearsAsync(625);
        call.HangUp();
        await call.Ended;

        var seen = await line.LogOfAsync(call.CallId);
        (seen.Heard, seen.HeardHz, seen.ToneHz, seen.Digits).ShouldBe((LineSound.Agent, 1150, 625, "12125550100"));
        seen.FirstSoundMs.ShouldNotBeNull();
        seen.EndedByPerson.ShouldBeFalse();
        seen.Invites.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_person_who_hears_nothing_hangs_up_and_the_line_was_silent()
    {
        await using var line = DemoLine.Start(Person(patience: Duration.FromMilliseconds(400)));
        var call = await line.DialAsync();

        (await call.Ended).By.ShouldBe(SipSide.FarEnd);
        var seen = await line.LogOfAsync(call.CallId);
        (seen.Heard, seen.FirstSoundMs, seen.EndedByPerson).ShouldBe((LineSound.None, null, true));
    }

    [Fact]
    public async Task A_person_who_was_spoken_to_hangs_up_when_all_is_said()
    {
        await using var line = DemoLine.Start(Person(patience: Duration.FromMilliseconds(600), talkFor: Duration.FromSeconds(1)));
        var call = await line.DialAsync();
        await call.Answered;
        call.Say(1050);

        (await call.Ended).By.ShouldBe(SipSide.FarEnd);
        (await line.LogOfAsync(call.CallId)).Heard.ShouldBe(LineSound.Agent);
    }

    [Fact]
    public async Task The_abandonment_message_is_heard_as_a_message()
    {
        await using var line = DemoLine.Start(Person(talkFor: _long, patience: _long));
        var call = await line.DialAsync();
        await call.Answered;
        await call.PlayMessageAsync();
        call.HangUp();
        await call.Ended;

        (await line.LogOfAsync(call.CallId)).Heard.ShouldBe(LineSound.Message);
    }

    [Fact]
    public async Task A_machine_greets_and_beeps()
    {
        await using var line = DemoLine.Start(
            new PhoneCall.Voicemail(_soon, GreetingFor: Duration.FromSeconds(1), RecordFor: Duration.FromSeconds(2)), toneHz: 700);
        var call = await line.DialAsync();
        await call.HearsAsync(700);
        await call.HearsAsync(Voices.BeepHz);

        (await call.Ended).By.ShouldBe(SipSide.FarEnd);
    }

    [Theory]
    [InlineData(486, 17)]
    [InlineData(404, 1)]
    [InlineData(480, 20)]
    [InlineData(503, 34)]
    [InlineData(603, 21)]
    public async Task A_refusal_has_its_code_and_cause(int code, int cause)
    {
        await using var line = DemoLine.Start(new PhoneCall.Refused(_soon, code, cause));
        var call = await line.DialAsync();

        var ending = await call.Ended;
        (ending.Status, ending.Q850Cause, ending.WasAnswered).ShouldBe((code, cause, false));
        (await line.LogOfAsync(call.CallId)).FinalCode.ShouldBe(code);
    }

    [Fact]
    public async Task It_rings_out_until_the_caller_gives_up()
    {
        await using var line = DemoLine.Start(new PhoneCall.RingsOut());
        var call = await line.DialAsync();
        await call.Ringing;
        call.HangUp();

        (await call.Ended).Status.ShouldBe(487);
        (await line.LogOfAsync(call.CallId)).FinalCode.ShouldBe(487);
    }

    [Fact]
    public async Task Somebody_answers_and_hangs_up()
    {
        await using var line = DemoLine.Start(new PhoneCall.HangsUp(_soon, Duration.FromMilliseconds(50)));
        var call = await line.DialAsync();

        (await call.Ended).WasAnswered.ShouldBeTrue();
        (await line.LogOfAsync(call.CallId)).EndedByPerson.ShouldBeTrue();
    }

    [Fact]
    public async Task Ringback_is_heard_before_the_answer()
    {
        await using var line = DemoLine.Start(new PhoneCall.RingsOut(), ring: RingStyle.EarlyMedia);
        var call = await line.DialAsync();
        await call.EarlyMedia;
        await call.HearsAsync(440);
        call.HangUp();
        await call.Ended;
    }

    [Fact]
    public async Task Several_telephones_ring_with_tags_of_their_own()
    {
        await using var line = DemoLine.Start(Person(talkFor: _long, ringFor: Duration.FromSeconds(1)), ring: RingStyle.Forked);
        var call = await line.DialAsync();
        await call.Answered;
        call.HangUp();
        await call.Ended;

        call.RemoteTags.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_caller_with_the_password_is_let_in_under_the_same_call_id()
    {
        CarrierAccount account = new("carrier", "demo", "a password");
        await using var line = DemoLine.Start(Person(talkFor: _long), account: account);
        var call = await line.DialAsync(new SipCredentials("demo", "a password"));
        await call.Answered;
        call.HangUp();
        await call.Ended;

        (await line.LogOfAsync(call.CallId)).Invites.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_caller_without_the_password_is_not_let_in()
    {
        await using var line = DemoLine.Start(Person(talkFor: _long), account: new CarrierAccount("carrier", "demo", "a password"));
        var call = await line.DialAsync(new SipCredentials("demo", "another"));

        (await call.Ended).Status.ShouldBe(401);
    }

    [Fact]
    public void Beyond_loopback_there_is_no_simulated_carrier() => Should.Throw<ArgumentException>(static () =>
        SimulatedCarrier.Start(new CarrierSettings { Bind = new IPEndPoint(IPAddress.Any, 0) }));

    private static PhoneCall.Person Person(Duration? talkFor = null, Duration? patience = null, Duration? ringFor = null) =>
        new(ringFor ?? _soon, HelloAfter: _soon, patience ?? Duration.FromSeconds(5), talkFor ?? Duration.FromSeconds(5));
}
