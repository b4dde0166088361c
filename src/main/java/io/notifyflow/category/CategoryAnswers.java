package io.notifyflow.category;

import io.notifyflow.account.Account;
import io.notifyflow.account.Actor;
import io.notifyflow.event.Etag;
import io.notifyflow.event.Ids;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The answers below /api/v1/categories; an id of another account is no id at all. */
@Component("categoryAnswers")
public class CategoryAnswers {

    private final Categories categories;
    private final CategoryRequest request;

    CategoryAnswers(Categories categories, CategoryRequest request) {
        this.categories = categories;
        this.request = request;
    }

    /**
     * The categories of an account.
     *
     * @param limit of the plan; null for none
     */
    record CategoryList(List<CategoryView> categories, @Nullable Integer limit) {}

    /** A category that is no more. */
    record Deleted(UUID categoryId, String status, String message) {}

    public Reply list(Account account) {
        int limit = account.plan().categories();
        return Reply.of(
                200, new CategoryList(categories.list(account.id()), limit == Integer.MAX_VALUE ? null : limit));
    }

    public Reply show(Account account, String id) {
        return Ids.parse(id)
                .flatMap(category -> categories.find(account.id(), category))
                .map(category -> reply(200, category))
                .orElseGet(CategoryAnswers::unknown);
    }

    private static Reply reply(int status, CategoryView category) {
        return Reply.of(status, category).withHeader("ETag", Etag.of(category));
    }

    /**
     * @throws io.notifyflow.event.InvalidRequest if it cannot be made
     */
    public Reply create(Account account, Actor actor, byte[] body) throws IOException {
        CategoryView category = categories.add(account, actor, request.read(account, body));
        return reply(201, category).withHeader("Location", "/api/v1/categories/" + category.categoryId());
    }

    /**
     * @throws io.notifyflow.event.InvalidRequest if it cannot become so
     */
    public Reply change(Account account, Actor actor, String id, @Nullable String ifMatch, byte[] body)
            throws IOException {
        CategoryRequest.Asked asked = request.read(account, body);
        return Ids.parse(id)
                .flatMap(category -> categories.change(account, actor, category, ifMatch, asked))
                .map(category -> reply(200, category))
                .orElseGet(CategoryAnswers::unknown);
    }

    /**
     * @throws io.notifyflow.event.InvalidRequest if it has changed meanwhile
     */
    public Reply delete(Account account, Actor actor, String id, @Nullable String ifMatch) {
        return Ids.parse(id)
                .filter(category -> categories.delete(account.id(), actor, category, ifMatch))
                .map(category -> Reply.of(
                        200, new Deleted(category, "deleted", "Its events stay; new ones of its name are refused")))
                .orElseGet(CategoryAnswers::unknown);
    }

    private static Reply unknown() {
        return Reply.of(Problem.of(
                "unknown-category-id", "There is no such category", 404, "The account has no category with this id"));
    }
}
