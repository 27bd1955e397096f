using NodaTime;

namespace Paceline.Dialing.Pacing;

/// <summary>How many dials now, ahead of free agents. Before each dial it asks: if this one is answered, what is the chance that nobody will be
/// free? It dials while that is below a threshold which the legal window's budget gives, never fewer than one for each free agent,
/// and never so that the calls lost at one blow could break the limit.</summary>
public static class PredictivePacer
{
    // One attempt more than the floor is made anyway where the chance of loss is nothing but rounding.
    private const double Nothing = 1e-9;

    // Taking back: from which chance of finding nobody on, and how many at a time.
    private const double TakeBackAt = 0.15;
    private const int TakeBackMax = 6;

    private static readonly Duration _askAgain = Duration.FromMilliseconds(500);

    /// <param name="model">With tables for this moment (<see cref="PacingModel.Refreshed"/>); without, they are made here and lost.</param>
    /// <param name="budgets">Every legal window that applies; the strictest rules. None: nobody is dialled ahead.</param>
    public static PacingDecision Decide(in PacingScene scene, PacingModel model, PacingTerms terms, params ReadOnlySpan<PacingBudget> budgets)
    {
        var tables = model.Refreshed(scene.Now, terms, scene.Agents).Tables!; // Refreshed never leaves it empty.
        var people = Count(scene);
        var idle = people.Free - scene.Waiting;
        var flying = scene.InFlight.Length;
        Span<double> scratch = stackalloc double[Outlook.Scratch];
        var outlook = new Outlook(idle, people.Staying, scratch);
        var anyFree = AddAgents(ref outlook, scene, tables, out var expectedFree);
        var expectedPeople = AddAttempts(ref outlook, scene, model, tables, []);

        var (limits, budget) = Strictest(budgets, model.Calibration.Factor);
        var knownMin = Math.Max(PacingModel.HistoryMin, scene.Agents.Length + scene.Reserved);
        var isAhead = model.Resolved >= knownMin && limits.Reserve >= 1;
        var threshold = isAhead ? limits.Value * model.Track.ShareFor(terms.Goal) : 0;

        // ---- Dial while the next one's person would find an agent.
        var room = people.Staying == 0 ? 0 : Math.Max(0, Math.Min(scene.Room, (4 * scene.Agents.Length) + 50));
        Span<double> chances = stackalloc double[PacingTables.Row];
        var next = tables.Presented(0);
        var launch = 0;
        var guarded = false;
        var tail = 0.0;
        var loss = Loss(outlook, tables, chances);
        while (launch < room && (loss <= threshold || loss <= Nothing))
        {
            var isCovered = flying + launch + 1 <= idle;
            if (!isCovered && !isAhead)
            {
                break;
            }

            if (!isCovered && limits.BreaksAt <= DialThreshold.BreaksAtMax
                && limits.BreaksAt <= flying + launch + 1 + Math.Max(0, -idle))
            {
                var worst = outlook.WorstExcessAfter(next, limits.BreaksAt);
                guarded = worst > PacingTerms.Risk;
                if (guarded)
                {
                    tail = launch > Math.Max(0, idle - flying) ? tail : worst;
                    break;
                }

                tail = Math.Max(tail, worst);
            }

            outlook.AddPerson(next);
            launch++;
            loss = Loss(outlook, tables, chances);
        }

        // The floor, said explicitly: above the exact sums a small tail is left that would stop even one dial for each free agent.
        launch = Math.Max(launch, Math.Clamp(idle - flying, 0, room));
        var cause = people.Staying + scene.Reserved == 0 ? PacingCause.NoAgents
            : guarded ? PacingCause.Guard
            : launch >= room && (isAhead ? loss <= threshold || loss <= Nothing : idle - flying > launch) ? PacingCause.Room
            : model.Resolved < knownMin ? PacingCause.NoHistory
            : !isAhead ? PacingCause.BudgetSpent
            : PacingCause.Threshold;
        var expectedLost = ExpectedLost(scene, model, tables, chances);
        var takeBack = launch == 0 && terms.TakeBackAfter is { } ring ? TakeBack(ref outlook, scene, model, tables, ring, chances) : 0;

        return new(
            launch,
            takeBack,
            people.Staying + flying == 0 ? null : scene.Now + _askAgain,
            scene.Now + Duration.FromMilliseconds(scene.Agents.Length switch { > 200 => 250, > Outlook.ExactMax => 200, _ => 0 }),
            isAhead,
            threshold,
            new(
                cause, scene.Agents.Length + scene.Reserved, people.Free + scene.Reserved, scene.Waiting, people.Leaving,
                tables.SecondsOf(tables.Median), expectedFree, anyFree,
                flying + scene.Reserved, expectedPeople, model.Rate.Now, model.Rate.Source,
                loss, threshold, model.Calibration.Factor, expectedLost,
                budget.Counts.Answered, budget.Counts.Abandoned, budget.Limit?.Limit ?? 0, limits.Slack, limits.Reserve, limits.BreaksAt, tail,
                model.Resolved, knownMin, NextAllowedIn(budget), launch, takeBack));
    }

    private static (int Free, int Staying, int Leaving) Count(in PacingScene scene)
    {
        int free = 0, leaving = 0;
        foreach (var agent in scene.Agents)
        {
            leaving += agent.Leaving ? 1 : 0;
            free += !agent.Leaving && agent.Activity is AgentActivity.Free ? 1 : 0;
        }

        return (free, scene.Agents.Length - leaving, leaving);
    }

    /// <summary>The chance that any busy agent is free within the median horizon.</summary>
    private static double AddAgents(ref Outlook outlook, in PacingScene scene, PacingTables tables, out double expected)
    {
        double none = 1;
        expected = 0;
        foreach (var agent in scene.Agents)
        {
            if (agent.Leaving || agent.Activity is AgentActivity.Free)
            {
                continue;
            }

            var age = Age(scene.Now, agent.Since);
            var chances = agent.Activity is AgentActivity.Talking ? tables.FreeFromTalk(age) : tables.FreeFromWrapUp(age);
            outlook.AddFree(chances);
            expected += chances[tables.Median];
            none *= 1 - chances[tables.Median];
        }

        return 1 - none;
    }

    /// <summary>People expected within the median horizon.</summary>
    /// <param name="without">Attempts that are left out, by place.</param>
    private static double AddAttempts(
        ref Outlook outlook, in PacingScene scene, PacingModel model, PacingTables tables, scoped ReadOnlySpan<int> without)
    {
        double expected = 0;
        Span<double> detecting = stackalloc double[PacingTables.Row];
        for (var i = 0; i < scene.InFlight.Length; i++)
        {
            if (without.Contains(i))
            {
                continue;
            }

            var chances = ChancesOf(scene.InFlight[i], scene.Now, model, tables, detecting);
            outlook.AddPerson(chances);
            expected += chances[tables.Median];
        }

        return expected;
    }

    private static ReadOnlySpan<double> ChancesOf(in SeenAttempt attempt, Instant now, PacingModel model, PacingTables tables, Span<double> detecting)
    {
        if (attempt.Stage is not AttemptStage.Detecting)
        {
            return tables.Presented(Age(now, attempt.LaunchedAt));
        }

        // A detector decides within the first horizon.
        detecting.Fill(model.Detection.Person(Age(now, attempt.Since)));
        return detecting;
    }

    private static double Loss(in Outlook outlook, PacingTables tables, Span<double> chances)
    {
        outlook.Excess(0, chances);
        double loss = 0;
        var when = tables.WhenPresented;
        for (var u = 0; u < PacingTables.Horizons; u++)
        {
            loss += when[u] * chances[u];
        }

        return loss;
    }

    /// <summary>Of the people in flight, each at the time they would need somebody. It reads the chances that the last look left.</summary>
    private static double ExpectedLost(in PacingScene scene, PacingModel model, PacingTables tables, ReadOnlySpan<double> chances)
    {
        double lost = 0;
        Span<double> detecting = stackalloc double[PacingTables.Row];
        foreach (ref readonly var attempt in scene.InFlight)
        {
            var presented = ChancesOf(attempt, scene.Now, model, tables, detecting);
            double before = 0;
            for (var u = 0; u < PacingTables.Horizons; u++)
            {
                lost += (presented[u] - before) * chances[u];
                before = presented[u];
            }
        }

        return lost;
    }

    /// <summary>Takes back what has rung longest, because it is worth least, while people would find nobody.</summary>
    private static int TakeBack(
        ref Outlook outlook, in PacingScene scene, PacingModel model, PacingTables tables, Duration ring, Span<double> chances)
    {
        Span<int> taken = stackalloc int[TakeBackMax];
        var count = 0;
        while (count < TakeBackMax && Math.Max(chances[0], chances[1]) > TakeBackAt)
        {
            var longest = Longest(scene, ring, taken[..count]);
            if (longest < 0)
            {
                break;
            }

            taken[count++] = longest;
            if (outlook.IsExact)
            {
                outlook.ClearPeople();
                AddAttempts(ref outlook, scene, model, tables, taken[..count]);
            }
            else
            {
                outlook.RemovePerson(tables.Presented(Age(scene.Now, scene.InFlight[longest].LaunchedAt)));
            }

            outlook.Excess(0, chances);
        }

        return count;
    }

    private static int Longest(in PacingScene scene, Duration ring, ReadOnlySpan<int> without)
    {
        var longest = -1;
        for (var i = 0; i < scene.InFlight.Length; i++)
        {
            ref readonly var attempt = ref scene.InFlight[i];
            if (attempt.Stage is AttemptStage.Ringing && scene.Now - attempt.Since >= ring && !without.Contains(i)
                && (longest < 0 || attempt.Since < scene.InFlight[longest].Since))
            {
                longest = i;
            }
        }

        return longest;
    }

    private static (DialThreshold Limits, PacingBudget Budget) Strictest(ReadOnlySpan<PacingBudget> budgets, double calibration)
    {
        if (budgets.IsEmpty)
        {
            return (default(DialThreshold) with { BreaksAt = 1 }, default);
        }

        var strictest = budgets[0].Threshold(calibration);
        var ruling = budgets[0];
        foreach (ref readonly var budget in budgets[1..])
        {
            var other = budget.Threshold(calibration);
            if (other.Value < strictest.Value)
            {
                ruling = budget;
            }

            strictest = strictest.Stricter(other);
        }

        return (strictest, ruling);
    }

    /// <summary>Live answers until floor(limit · answered) − abandoned is above zero.</summary>
    private static long NextAllowedIn(in PacingBudget budget)
    {
        if (budget.Limit is not { Limit: > 0 } limit)
        {
            return 0;
        }

        return Math.Max(0, (long)Math.Min(1e15, Math.Ceiling(((budget.Counts.Abandoned + 1) / limit.Limit) - 1e-9)) - budget.Counts.Answered);
    }

    private static double Age(Instant now, Instant since) => Math.Max(0, (now - since).TotalSeconds);
}
