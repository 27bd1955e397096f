using NodaTime;

namespace Paceline.Dialing.Pacing;

/// <summary>What the learned times say about the next half minute, worked out once for many decisions: for each age, the chance that it
/// happens within each of 15 horizons. Rows have 16 places so that they fit a vector; the last one is zero.</summary>
internal sealed class PacingTables
{
    public const int Horizons = 15;
    public const int Row = 16;

    /// <summary>Tables are good for so long.</summary>
    public static readonly Duration Lifetime = Duration.FromSeconds(15);

    // Beyond the oldest stretch of work that is running now, until the next rebuild and some margin.
    private const int Ahead = 30;
    private const double AlmostNone = 1e-12;

    private readonly double _ringBin;
    private readonly double[] _presented;
    private readonly double[] _talkThenWrapUp;
    private readonly double[] _wrapUp;
    private readonly double[] _new = new double[Row];

    private PacingTables(Instant builtAt, PacingTerms terms, double ringBin, double[] presented, double[] talk, double[] wrapUp)
    {
        BuiltAt = builtAt;
        Terms = terms;
        _ringBin = ringBin;
        _presented = presented;
        _talkThenWrapUp = talk;
        _wrapUp = wrapUp;
        var newest = Presented(0);
        var total = newest[Horizons - 1];
        for (var u = 0; u < Horizons && total > AlmostNone; u++)
        {
            _new[u] = (newest[u] - (u == 0 ? 0 : newest[u - 1])) / total;
        }

        Median = Math.Max(0, Array.FindIndex(newest.ToArray(), x => x >= total / 2));
    }

    public Instant BuiltAt { get; }

    public PacingTerms Terms { get; }

    /// <summary>When an attempt dialled now will be presented, if it is: shares of the horizons.</summary>
    public ReadOnlySpan<double> WhenPresented => _new;

    /// <summary>The horizon within which half of these are presented.</summary>
    public int Median { get; }

    public double SecondsOf(int horizon) => Terms.Step * (horizon + 1);

    public bool Fits(Instant now, PacingTerms terms) => now >= BuiltAt && now - BuiltAt < Lifetime && terms == Terms;

    /// <summary>Unanswered since: presented within each horizon.</summary>
    public ReadOnlySpan<double> Presented(double age) => At(_presented, age / _ringBin);

    /// <summary>Talking since: through with the conversation and its wrap-up within each horizon and the grace.</summary>
    public ReadOnlySpan<double> FreeFromTalk(double age) => At(_talkThenWrapUp, age / 2);

    /// <summary>Wrapping up since: free within each horizon and the grace.</summary>
    public ReadOnlySpan<double> FreeFromWrapUp(double age) => At(_wrapUp, age);

    public static PacingTables Build(PacingModel model, PacingTerms terms, Instant now, ReadOnlySpan<SeenAgent> agents)
    {
        Span<double> talking = stackalloc double[model.Talk.Ended.Length];
        Span<double> wrapping = stackalloc double[model.WrapUp.Ended.Length];
        talking.Clear();
        wrapping.Clear();
        double oldestTalk = 0, oldestWrapUp = 0;
        foreach (var agent in agents)
        {
            var age = Math.Clamp((now - agent.Since).TotalSeconds, 0, 7200);
            if (agent.Activity is AgentActivity.Talking)
            {
                LifeTable.Live(talking, age);
                oldestTalk = Math.Max(oldestTalk, age);
            }
            else if (agent.Activity is AgentActivity.WrapUp)
            {
                LifeTable.Live(wrapping, age);
                oldestWrapUp = Math.Max(oldestWrapUp, age);
            }
        }

        var far = (int)Math.Ceiling((terms.Step * Horizons) + terms.Grace.TotalSeconds) + 1;
        var talkRows = ((int)oldestTalk + Ahead) / 2;
        var wrapUpRows = (int)oldestWrapUp + Ahead;
        var talk = model.Talk.Survival(talking, (2 * talkRows) + far + 1);
        var wrapUp = model.WrapUp.Survival(wrapping, wrapUpRows + far + 1);
        return new(
            now,
            terms,
            model.Answered.BinSeconds,
            PresentedRows(model, terms),
            TalkRows(talk, wrapUp, talkRows, terms),
            WrapUpRows(wrapUp, wrapUpRows, terms));
    }

    /// <summary>The chance that an attempt which has rung until now is presented within a time.</summary>
    /// <param name="share">Which share of attempts is presented.</param>
    /// <param name="answeredNow">Share of these that has been answered by its age.</param>
    /// <param name="answeredThen">The same at the end of the time.</param>
    /// <param name="othersNow">Share of the others that has stopped ringing by that age.</param>
    public static double PresentedWithin(double share, double answeredNow, double answeredThen, double othersNow)
    {
        var still = (share * (1 - answeredNow)) + ((1 - share) * (1 - othersNow));
        return still < AlmostNone ? 0 : share * (answeredThen - answeredNow) / still;
    }

    private static double[] PresentedRows(PacingModel model, PacingTerms terms)
    {
        var share = model.Rate.Now;
        var bin = model.Answered.BinSeconds;
        var answered = model.Answered.Cumulative();
        var others = model.Others.Cumulative();
        var rows = new double[RingTimes.Bins * Row];
        for (var i = 0; i < RingTimes.Bins; i++)
        {
            var age = (i + 0.5) * bin;
            var answeredNow = Between(answered, i + 0.5);
            var othersNow = Between(others, i + 0.5);
            for (var u = 0; u < Horizons; u++)
            {
                var time = (terms.Step * (u + 1)) - model.Detection.MeanSeconds;
                rows[(i * Row) + u] = time <= 0
                    ? 0
                    : Math.Clamp(PresentedWithin(share, answeredNow, Between(answered, (age + time) / bin), othersNow), 0, 1);
            }
        }

        return rows;
    }

    private static double[] TalkRows(double[] talk, double[] wrapUp, int count, PacingTerms terms)
    {
        var rows = new double[count * Row];
        for (var i = 0; i < count; i++)
        {
            var age = (2 * i) + 1;
            var lasting = Math.Max(AlmostNone, talk[age]);
            for (var u = 0; u < Horizons; u++)
            {
                var within = (int)Math.Round((terms.Step * (u + 1)) + terms.Grace.TotalSeconds);
                double free = 0;
                for (var k = 1; k <= within; k++)
                {
                    free += (talk[age + k - 1] - talk[age + k]) * (1 - wrapUp[within - k]);
                }

                rows[(i * Row) + u] = Math.Clamp(free / lasting, 0, 1);
            }
        }

        return rows;
    }

    private static double[] WrapUpRows(double[] wrapUp, int count, PacingTerms terms)
    {
        var rows = new double[count * Row];
        for (var i = 0; i < count; i++)
        {
            var lasting = Math.Max(AlmostNone, Between(wrapUp, i + 0.5));
            for (var u = 0; u < Horizons; u++)
            {
                var then = Between(wrapUp, i + 0.5 + (terms.Step * (u + 1)) + terms.Grace.TotalSeconds);
                rows[(i * Row) + u] = Math.Clamp(1 - (then / lasting), 0, 1);
            }
        }

        return rows;
    }

    private static double Between(double[] values, double place)
    {
        var below = (int)Math.Clamp(place, 0, values.Length - 1);
        return below >= values.Length - 1 ? values[^1] : values[below] + ((place - below) * (values[below + 1] - values[below]));
    }

    /// <summary>Ages beyond the table use its last row, and a clock that steps back its first.</summary>
    private static ReadOnlySpan<double> At(double[] rows, double row) =>
        rows.AsSpan((int)Math.Clamp(row, 0, (rows.Length / Row) - 1) * Row, Row);
}
