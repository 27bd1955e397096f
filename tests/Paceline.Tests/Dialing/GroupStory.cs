using System.Globalization;
using System.Text;
using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Contacts;
using Paceline.Dialing.Groups;

namespace Paceline.Tests.Dialing;

/// <summary>A campaign group that is told things, and writes down what it decides and whom it tells.</summary>
internal sealed class GroupStory
{
    private static readonly Duration _second = Duration.FromSeconds(1);

    private readonly StringBuilder _text = new();
    private Instant _begin = Seen.Noon;

    public GroupStory(CampaignRules? rules = null) => Group = CampaignGroup.Loaded(Seen.Group, rules ?? Seen.Rules);

    public CampaignGroup Group { get; private set; }

    public Order? LastOrder { get; private set; }

    public Instant Now { get; private set; } = Seen.Noon;

    public string Text => _text.ToString().TrimEnd('\n');

    public GroupStory Then(GroupInput input, int afterSeconds = 1)
    {
        Now += Duration.FromSeconds(afterSeconds);
        _text.Append(CultureInfo.InvariantCulture, $"{(long)(Now - _begin).TotalSeconds,4} {Name(input)}\n");
        foreach (var fact in Group.Decide(input, Now).Facts)
        {
            var order = Group.OrderOf(fact);
            LastOrder = order ?? LastOrder;
            Group = Group.Evolve(fact, Now);
            _text.Append(CultureInfo.InvariantCulture, $"       {Told(fact)}{(order is null ? "" : $" → {Told(order)}")}\n");
        }

        return this;
    }

    /// <summary>The group as it would be after a long past.</summary>
    public GroupStory With(Func<CampaignGroup, CampaignGroup> past)
    {
        Group = past(Group);
        return this;
    }

    /// <summary>Facts that the story begins with; nobody decided them here.</summary>
    public GroupStory Then(Func<GroupStory, GroupStory> next, int afterSeconds = 1)
    {
        Now += Duration.FromSeconds(afterSeconds);
        return next(this);
    }

    public GroupStory Tell(params ReadOnlySpan<DialingFact> facts)
    {
        foreach (var fact in facts)
        {
            Group = Group.Evolve(fact, Now);
        }

        return this;
    }

    /// <summary>Seconds in the text are counted from here.</summary>
    public GroupStory At(int second)
    {
        _begin = Now - Duration.FromSeconds(second);
        return this;
    }

    /// <summary>What was told so far is no part of the story.</summary>
    public GroupStory Clear()
    {
        _text.Clear();
        return this;
    }

    /// <summary>Started, anna offered, chain 1 due for attempt 1, anna reserved, the call placed.</summary>
    public static GroupStory Dialling()
    {
        var story = new GroupStory();
        story.Then(new GroupInput.Start("sue"))
            .Then(new GroupInput.AgentOffered(Anna, 1, Seen.Epoch))
            .Then(Due(1, Seen.Candidate(1)))
            .Then(new GroupInput.AgentConfirmed(Seen.Attempt(1)))
            .Then(Called(1, new AttemptInput.InviteLeft()));
        story._text.Clear();
        return story;
    }

    public static AgentId Anna { get; } = new("anna");

    public static GroupInput Due(int attempt, DialCandidate candidate) => new GroupInput.CandidatesDue([(Seen.Attempt(attempt), candidate)]);

    public static GroupInput Called(int attempt, AttemptInput what) => new GroupInput.Called(Seen.Attempt(attempt), what);

    private static string Name(GroupInput input) => input switch
    {
        GroupInput.Called { What: AttemptInput.CallOver over } => $"CallOver({over.Evidence.EndedBy} {over.Evidence.SipCode})",
        GroupInput.Called called => called.What.GetType().Name,
        _ => input.GetType().Name,
    };

    private string Told(DialingFact fact) => fact switch
    {
        AttemptFact.Ended ended => $"Ended {ended.Result} ({ended.Cause})",
        AttemptFact.Withdrawn withdrawn => $"Withdrawn ({withdrawn.Why})",
        AttemptFact.Interrupted lost => $"Interrupted ({lost.Why}), quarantine {Seconds(lost.QuarantineUntil)} s",
        AttemptFact.CancelOrdered cancel => $"CancelOrdered ({cancel.Why})",
        AttemptFact.AgentAssigned assigned => $"AgentAssigned ({assigned.Agent})",
        AttemptFact.AgentLost lost => $"AgentLost ({lost.Agent}: {lost.Why})",
        GroupFact.PacingDecided { Why: var why } => $"PacingDecided (dial {why.Launch}, take back {why.TakeBack}: {why.Cause})",
        GroupFact.SignOutHeld held => $"SignOutHeld ({held.Agent}, {Seconds(held.Until)} s)",
        GroupFact.SignOutCleared cleared => $"SignOutCleared ({cleared.Agent})",
        GroupFact.AgentPlans plans => $"AgentPlans ({plans.Agent} {plans.Plan})",
        GroupFact.ChainDeferred deferred => $"ChainDeferred ({deferred.Because}) {Seconds(deferred.Until)} s",
        GroupFact.ChainChangeOrdered { Change: ChainChange.DueAgain due } => $"chain due again in {Seconds(due.At)} s, attempts {due.Attempts}",
        GroupFact.ChainChangeOrdered { Change: ChainChange.Finished done } => $"chain finished: {done.Why}, attempts {done.Attempts}",
        _ => fact.GetType().Name,
    };

    private string Seconds(Instant until) => ((long)((until - Now) / _second)).ToString(CultureInfo.InvariantCulture);

    private static string Told(Order order) => order switch
    {
        Order.ToAgent o => $"{o.Agent}: {o.Input.GetType().Name}",
        Order.ToNode o => $"{o.Epoch}: {o.Command.GetType().Name}",
        _ => order.ToString()!,
    };
}
