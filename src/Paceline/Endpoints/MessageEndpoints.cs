using Paceline.Contracts;
using Paceline.Dialing;
using Paceline.Server;
using Paceline.Storage;
using MessagePriority = Paceline.Storage.MessagePriority;

namespace Paceline.Endpoints;

/// <summary>What agents are told: an agent reads, marks and deletes their own; a supervisor writes.</summary>
internal static class MessageEndpoints
{
    private const int TextLengthMax = 500;
    private const int AgentsMax = 500;

    public static void MapMessages(this IEndpointRouteBuilder routes)
    {
        var agent = routes.MapGroup("").RequireAuthorization(Caller.Agent).AddEndpointFilter<Idempotency>().WithTags("Agent").Refuses();

        agent.MapGet(Api.AgentMessages, (HttpContext context, Mailboxes mailboxes) => mailboxes.OfAsync(AgentOf(context), context.RequestAborted))
            .WithSummary("The agent's messages, newest first, now.");
        agent.MapGet(Api.AgentCampaigns, (HttpContext context, Screens screens) => screens.CampaignsOf(AgentOf(context).Value))
            .WithSummary("The campaigns the agent works on that are loaded or run, now.");
        agent.MapPost(Api.AgentMessagesRead, async (HttpContext context, SqliteStore store) =>
        {
            await store.Messages.MarkAllReadAsync(AgentOf(context), context.RequestAborted);
            return Results.NoContent();
        }).Does("All messages are read.");
        agent.MapPost(Api.AgentMessages + "/{message:long}/read", (long message, HttpContext context, SqliteStore store) =>
            ChangeAsync(message, context, store.Messages.MarkReadAsync)).Does("A message is read.");
        agent.MapPost(Api.AgentMessages + "/{message:long}/unread", (long message, HttpContext context, SqliteStore store) =>
            ChangeAsync(message, context, store.Messages.MarkUnreadAsync)).Does("A message is unread again.");
        agent.MapPost(Api.AgentMessages + "/{message:long}/acknowledge", (long message, HttpContext context, SqliteStore store) =>
            ChangeAsync(message, context, store.Messages.AcknowledgeAsync)).Does("The agent has taken note of a message.");
        agent.MapPost(Api.AgentMessages + "/{message:long}/delete", (long message, HttpContext context, SqliteStore store) =>
            ChangeAsync(message, context, store.Messages.DeleteAsync)).Does("A message is deleted.");

        var desk = routes.MapGroup("").RequireAuthorization(Caller.Supervisor).AddEndpointFilter<Idempotency>().WithTags("Supervisor").Refuses();
        desk.MapPost(Api.Messages, SendAsync)
            .Gives<MessageSent>("Tells agents something; who is signed out finds it at the next sign-in, unless it is for those who are signed in.");
        desk.MapGet(Api.Messages + "/{sending:long}", FindSentAsync).Gives<SentMessage>("Who has read a message that was sent.");
    }

    private static AgentId AgentOf(HttpContext context) => new(Caller.Of(context.User).Id);

    private static async Task<IResult> ChangeAsync(long message, HttpContext context, Func<AgentId, long, CancellationToken, Task<bool>> change) =>
        await change(AgentOf(context), message, context.RequestAborted)
            ? Results.NoContent()
            : Problems.Of(404, "unknown-id", "There is no such message.", $"You have no message {message}; it may have been deleted.");

    private static async Task<IResult> SendAsync(NewMessageRequest body, HttpContext context, SqliteStore store, Journal journal)
    {
        if (string.IsNullOrWhiteSpace(body.Text) || body.Text.Length > TextLengthMax)
        {
            return Problems.Of(400, "bad-text", "This is no message.", $"A message has 1 to {TextLengthMax} characters; this one has {body.Text.Length}.");
        }

        var by = Caller.Of(context.User).Id;
        var priority = body.Priority is Contracts.MessagePriority.High ? MessagePriority.High : MessagePriority.Normal;
        switch (body)
        {
            case { Campaign: { } campaign, Agents: null, Everybody: false }:
                return await store.Groups.FindAsync(new(campaign), context.RequestAborted) is null
                    ? Problems.NotFound("campaign", campaign)
                    : Told(await store.Messages.SendAsync(new GroupId(campaign), by, body.Text, priority, context.RequestAborted), by, journal);

            case { Campaign: null, Agents: { Count: > 0 and <= AgentsMax } agents, Everybody: false } when agents.All(static a => a is not null):
                return Told(
                    await store.Messages.SendAsync([.. agents.Select(static a => new AgentId(a))], by, body.Text, priority, context.RequestAborted),
                    by,
                    journal);

            case { Campaign: null, Agents: null, Everybody: true }:
                return Told(await store.Messages.SendAsync(by, body.Text, priority, context.RequestAborted), by, journal);

            default:
                return Problems.Of(400, "bad-addressee", "Nobody would get this message.",
                    $"Name either a campaign, whose agents are told, or 1 to {AgentsMax} agents, or everybody who is signed in.");
        }
    }

    private static IResult Told(Sending sending, string by, Journal journal)
    {
        if (sending.Unknown.Count > 0)
        {
            return Problems.NotFound("agent", sending.Unknown[0]);
        }

        if (sending.Agents == 0)
        {
            return Problems.Of(409, "nobody", "Nobody would get this message.", "No agent is signed in, or the campaign has none. Nothing was sent.");
        }

        journal.Sent(by, sending.Agents);
        return Results.Ok(new MessageSent(sending.Id, sending.Agents));
    }

    private static async Task<IResult> FindSentAsync(long sending, HttpContext context, SqliteStore store) =>
        await store.Messages.FindSentAsync(sending, context.RequestAborted) is { } sent
            ? Results.Ok(new SentMessage(
                sent.Id,
                sent.Text,
                sent.Priority is MessagePriority.High ? Contracts.MessagePriority.High : Contracts.MessagePriority.Normal,
                sent.At.ToDateTimeOffset(),
                sent.Agents,
                sent.Missing))
            : Problems.Of(404, "unknown-id", "There is no such message.", $"No message {sending} was sent, or more than 1,000 were sent after it.");
}
