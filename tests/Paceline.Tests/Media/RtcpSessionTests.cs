using Paceline.Media.Audio;
using Paceline.Media.Rtp;

namespace Paceline.Tests.Media;

/// <summary>Two ends report on each other.</summary>
public sealed class RtcpSessionTests
{
    private const ulong Second = 1UL << 32;
    private static readonly PayloadTypes _types = new(G711Law.Mu, 101);

    private readonly End _us = new(0x11111111);
    private readonly End _them = new(0x22222222);
    private readonly byte[] _datagram = new byte[RtcpSession.DatagramLengthMax];

    [Fact]
    public void The_round_trip_is_what_is_left_of_the_time_between_two_reports()
    {
        Speak(_us, _them, 10);
        Speak(_them, _us, 10);
        ulong now = 1_000_000 * Second;

        // 30 ms there, 2 s of waiting, 50 ms back.
        Report(_us, _them, now, now + Milliseconds(30));
        Report(_them, _us, now + Milliseconds(2030), now + Milliseconds(2080));

        _us.Reports.Quality.RoundTripMs.ShouldNotBeNull().ShouldBe(80, tolerance: 0.1);
        _us.Reports.Quality.FarReports.ShouldBe(1);
        _them.Reports.Quality.ShouldSatisfyAllConditions(q => q.FarReports.ShouldBe(1), q => q.RoundTripMs.ShouldBeNull());
    }

    [Fact]
    public void What_the_far_end_missed_of_us_is_known()
    {
        Speak(_us, _them, 10, lost: 3);
        Report(_them, _us, Second, Second);

        _us.Reports.Quality.FarLost.ShouldBe(3);
    }

    [Fact]
    public void Who_only_listens_sends_a_receiver_report_and_a_last_one_takes_leave()
    {
        Speak(_them, _us, 5);
        var length = _us.Reports.Write(_datagram, 0, Second, isLast: true);

        Rtcp.TryParse(_datagram.AsSpan(0, length), out var content).ShouldBeTrue();
        (content.Ssrc, content.Sender, content.Report?.Ssrc, content.IsGoodbye).ShouldBe((0x11111111u, (SenderInfo?)null, 0x22222222u, true));
        _them.Reports.Hear(_datagram.AsSpan(0, length), Second);
        _them.Reports.SaidGoodbye.ShouldBeTrue();
        _them.Reports.SoundCame();
        _them.Reports.SaidGoodbye.ShouldBeFalse();
    }

    [Fact]
    public void Reports_leave_about_every_five_seconds_and_the_first_sooner()
    {
        List<long> left = [];
        for (long now = 0; now < 30_000; now += 100)
        {
            if (_us.Reports.IsDue(now, 0.5))
            {
                left.Add(now);
            }
        }

        left.ShouldBe([2500, 7500, 12_500, 17_500, 22_500, 27_500]);
    }

    [Fact]
    public void Rubbish_and_reports_about_others_change_nothing()
    {
        Random random = new(1);
        for (var i = 0; i < 2000; i++)
        {
            var noise = new byte[random.Next(0, 200)];
            random.NextBytes(noise);
            _us.Reports.Hear(noise, Second);
        }

        Speak(new End(0x33333333), _them, 5);
        Report(_them, _us, Second, Second);
        _us.Reports.Quality.FarReports.ShouldBe(0);
    }

    private static ulong Milliseconds(ulong ms) => ms * Second / 1000;

    private void Report(End from, End to, ulong sent, ulong arrived)
    {
        var length = from.Reports.Write(_datagram, 0, sent, isLast: false);
        to.Reports.Hear(_datagram.AsSpan(0, length), arrived);
    }

    private static void Speak(End from, End to, int packets, int lost = 0)
    {
        var frame = new short[Frame.Samples];
        var datagram = new byte[RtpSender.DatagramLengthMax];
        for (var i = 0; i < packets; i++)
        {
            var length = from.Sender.Write(frame, i * Frame.Samples, datagram);
            if (i == 0 || i == packets - 1 || i > lost)
            {
                to.Receiver.Receive(datagram.AsSpan(0, length), i * 20);
            }
        }
    }

    private sealed class End
    {
        public End(uint ssrc)
        {
            Sender = new RtpSender(_types, ssrc, 1, 1);
            Receiver = new RtpReceiver(_types);
            Reports = new RtcpSession(Sender, Receiver, "leg"u8.ToArray());
        }

        public RtpSender Sender { get; }

        public RtpReceiver Receiver { get; }

        public RtcpSession Reports { get; }
    }
}
